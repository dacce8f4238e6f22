package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerWriter.Appended;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/// All attempts that the ledger holds when it is loaded, compacted or not, and those added since.
record KnownIds(IdIndex index, Scratch scratch) implements AutoCloseable {
  static KnownIds load(Folder folder) {
    try {
      Scratch scratch = Scratch.create(folder);
      while (true) {
        Manifest manifest = Manifest.read(folder);
        try {
          return new KnownIds(load(folder, manifest, scratch), scratch);
        } catch (NoSuchFileException e) {
          if (Manifest.read(folder).generation() == manifest.generation()) {
            throw Manifest.unreadable(
                folder.root(), "a file of the ledger is missing: " + e.getFile());
          }
        }
      }
    } catch (IOException e) {
      throw Folder.unreadable(folder.root(), e);
    }
  }

  private static IdIndex load(Folder folder, Manifest manifest, Scratch scratch)
      throws IOException {
    IdIndex index = new IdIndex(folder, manifest, scratch.path());
    try {
      for (String segment : manifest.segments()) {
        SegmentScan.of(
            folder.file(segment),
            (line, _, _, _) -> {
              if (line.isCompleted()) {
                index.admit(AttemptCells.id(line), AttemptCells.metered(line));
              }
            });
      }
      return index;
    } catch (IOException | RuntimeException e) {
      index.close();
      throw e;
    }
  }

  Appended admit(Attempt attempt) {
    return index.admit(attempt.id(), attempt.metered());
  }

  @Override
  public void close() {
    index.close();
    try {
      scratch.close();
    } catch (IOException e) {
      throw Folder.unreadable(scratch.path(), e);
    }
  }
}
