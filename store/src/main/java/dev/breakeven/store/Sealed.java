package dev.breakeven.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The segments that no writer holds, held here so that none begins to.
record Sealed(List<String> segments, int live, List<Lease> leases) implements AutoCloseable {
  /// Newest first: a writer leaves its old segment only for a newer one, so an attempt whose close
  /// is taken has its open taken too.
  static Sealed of(Folder folder, Manifest manifest) throws IOException {
    List<String> free = new ArrayList<>();
    List<Lease> leases = new ArrayList<>();
    for (String segment : manifest.segments().reversed()) {
      Lease.tryTake(folder.lockOf(segment))
          .ifPresent(
              lease -> {
                leases.add(lease);
                free.add(segment);
              });
    }
    return new Sealed(free.reversed(), manifest.segments().size() - free.size(), leases);
  }

  @Override
  public void close() throws IOException {
    for (Lease lease : leases) {
      lease.close();
    }
  }
}
