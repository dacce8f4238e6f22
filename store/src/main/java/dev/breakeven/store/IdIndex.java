package dev.breakeven.store;

import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.LedgerWriter.Appended;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.store.Manifest.StoredFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// The identities of all attempts that are known, and a digest of the tokens and charges of each.
///
/// An identity is the first 128 bits of a SHA-256: no two attempts are ever taken for one. Those of
/// compacted attempts lie in mapped files, the others in a table that is written out as one more
/// file, in `scratch`, when it holds a million, or fewer in a small heap; so memory stays flat. Not
/// thread-safe.
final class IdIndex implements AutoCloseable {
  /// A table takes 48 bytes an entry, so no more than a tenth of the heap.
  private static final int TABLE_LIMIT =
      Math.clamp(Long.highestOneBit(Runtime.getRuntime().maxMemory() >> 9), 1 << 12, 1_000_000);
  private static final int HASH_BITS = 22;
  private static final long MOST_TOKENS = (1L << 40) - 1;

  private final Folder scratch;
  private final Arena arena = Arena.ofShared();
  private final List<IdRun> stored = new ArrayList<>();
  private final List<IdRun> spilled = new ArrayList<>();
  private final MessageDigest sha;
  private final IdTable table = new IdTable();
  private long high;
  private long low;

  /// The index over the id files of `manifest` alone.
  IdIndex(Folder folder, Manifest manifest, Path scratch) throws IOException {
    this.scratch = new Folder(scratch);
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try {
      for (StoredFile file : manifest.ids()) {
        stored.add(IdRun.open(folder.file(file.name()), arena));
      }
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  /// Takes note of an attempt and says whether it is new, and, if not, whether it changes anything.
  ///
  /// Fewer tokens never replace more, nor absent ones known ones: in whatever order the copies of a
  /// call are read, the same one stays.
  Appended admit(AttemptId id, Metered metered) {
    hash(id);
    long known = find();
    long digest = digest(metered);
    if (known == digest || digest >>> HASH_BITS < known >>> HASH_BITS) {
      return Appended.KNOWN;
    }
    if (table.size() >= TABLE_LIMIT) {
      spill();
    }
    table.put(high, low, digest);
    return known == 0 ? Appended.NEW : Appended.REVISED;
  }

  private void spill() {
    String name = "run-" + spilled.size() + ".ids";
    try {
      IdRun.write(scratch, name, List.of(table.sorted()));
      spilled.add(IdRun.open(scratch.file(name), arena));
    } catch (IOException e) {
      throw Folder.full(scratch.root(), "cannot write identities: " + Folder.reason(e));
    }
    table.clear();
  }

  boolean contains(AttemptId id) {
    hash(id);
    return find() != 0;
  }

  /// Is the attempt in the id files of the manifest?
  boolean isStored(AttemptId id) {
    hash(id);
    return find(stored) != 0;
  }

  /// All identities admitted since, sorted, oldest first; the index is of no use afterwards.
  List<IdEntries> admitted() {
    List<IdEntries> runs = new ArrayList<>(spilled);
    runs.add(table.sorted());
    return runs;
  }

  List<IdRun> stored() {
    return stored;
  }

  private long find() {
    long digest = table.digest(high, low);
    digest = digest != 0 ? digest : find(spilled);
    return digest != 0 ? digest : find(stored);
  }

  private long find(List<IdRun> runs) {
    for (int i = runs.size() - 1; i >= 0; i--) {
      long digest = runs.get(i).find(high, low);
      if (digest != 0) {
        return digest;
      }
    }
    return 0;
  }

  private void hash(AttemptId id) {
    sha.update(id.request().getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
    ByteBuffer digest =
        ByteBuffer.wrap(
            sha.digest(Integer.toString(id.attempt()).getBytes(StandardCharsets.UTF_8)));
    high = digest.getLong();
    low = digest.getLong();
  }

  /// The number of tokens, one more, above [#HASH_BITS] of hash; 1 when the tokens are absent.
  private static long digest(Metered metered) {
    if (metered.state() == Metered.State.ABSENT) {
      return 1;
    }
    Usage usage = metered.usage();
    long total = Math.min(usage.total().count(), MOST_TOKENS);
    long hash = mix(2, usage.input());
    hash = mix(hash, usage.cacheRead());
    hash = mix(hash, usage.cacheWrite5m());
    hash = mix(hash, usage.cacheWrite1h());
    hash = mix(hash, usage.output());
    hash = mix(hash, usage.reasoning());
    if (!metered.charges().isEmpty()) {
      hash = mix(hash, metered.charges().hashCode());
    }
    return (total + 1) << HASH_BITS | hash >>> (Long.SIZE - HASH_BITS);
  }

  /// One step of the SplitMix64 finaliser.
  private static long mix(long hash, long value) {
    long z = hash * 0x9E3779B97F4A7C15L + value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public void close() {
    arena.close();
  }
}
