package dev.breakeven.ingest.usage.source;

/// Which calls were read, as 64-bit hashes of their ids, and the tokens of each: 16 bytes a call.
///
/// Two ids of ten million share a hash with a chance under one in 300,000. Owned by one thread.
public final class SeenCalls {
  /// The answer for a call that was not seen before.
  public static final long NEW = -1;

  private long[] hashes = new long[1 << 12];
  private long[] tokens = new long[1 << 12];
  private int size;

  /// The tokens that the call `id` was last put with, or [#NEW]; it now has `total`.
  ///
  /// `total` is at least 0.
  public long put(String id, long total) {
    long hash = hash(id);
    int slot = slot(hashes, hash);
    long before = hashes[slot] == 0 ? NEW : tokens[slot];
    if (before == NEW) {
      if (2 * ++size > hashes.length) {
        grow();
        slot = slot(hashes, hash);
      }
      hashes[slot] = hash;
    }
    tokens[slot] = total;
    return before;
  }

  public boolean contains(String id) {
    return hashes[slot(hashes, hash(id))] != 0;
  }

  private static int slot(long[] hashes, long hash) {
    int mask = hashes.length - 1;
    int slot = (int) hash & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldTokens = tokens;
    hashes = new long[2 * oldHashes.length];
    tokens = new long[hashes.length];
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldHashes[i] != 0) {
        int slot = slot(hashes, oldHashes[i]);
        hashes[slot] = oldHashes[i];
        tokens[slot] = oldTokens[i];
      }
    }
  }

  /// A hash of `text` that is the same in every process, and never 0.
  public static long hash(String text) {
    long hash = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ (hash >>> 32)) * 0x94D049BB133111EBL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }
}
