package dev.breakeven.store;

import java.util.Arrays;

/// Attempt hashes in memory, with the digest of their tokens: an open-addressing table whose slots
/// are in the order of the hashes, so that it is written sorted in one pass. Not thread-safe.
final class IdTable implements IdEntries {
  /// Slots after the last home, so that no entry wraps around to the front.
  private static final int TAIL = 256;

  private static final int SMALLEST = 1 << 12;

  private int homes = SMALLEST;
  private long[] highs = new long[SMALLEST + TAIL];
  private long[] lows = new long[SMALLEST + TAIL];
  private long[] digests = new long[SMALLEST + TAIL];
  private int size;

  @Override
  public long size() {
    return size;
  }

  /// The digest kept with a hash, or 0.
  long digest(long high, long low) {
    int slot = slot(high, low);
    return slot < 0 ? 0 : digests[slot];
  }

  /// Adds the hash, or replaces its digest, which is not 0.
  void put(long high, long low, long digest) {
    int slot = slot(high, low);
    while (slot < 0 || (digests[slot] == 0 && size >= homes / 2)) {
      grow();
      slot = slot(high, low);
    }
    if (digests[slot] == 0) {
      size++;
    }
    highs[slot] = high;
    lows[slot] = low;
    digests[slot] = digest;
  }

  /// Where the hash is or belongs; -1 when the slots at the end are full.
  private int slot(long high, long low) {
    int slot = (int) Math.unsignedMultiplyHigh(high ^ Long.MIN_VALUE, homes);
    while (slot < highs.length) {
      if (digests[slot] == 0 || (highs[slot] == high && lows[slot] == low)) {
        return slot;
      }
      slot++;
    }
    return -1;
  }

  private void grow() {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    long[] oldDigests = digests;
    homes *= 2;
    highs = new long[homes + TAIL];
    lows = new long[homes + TAIL];
    digests = new long[homes + TAIL];
    size = 0;
    for (int i = 0; i < oldHighs.length; i++) {
      if (oldDigests[i] != 0) {
        put(oldHighs[i], oldLows[i], oldDigests[i]);
      }
    }
  }

  /// Forgets all entries and keeps its room for as many.
  void clear() {
    Arrays.fill(digests, 0);
    size = 0;
  }

  /// All entries, sorted; of no other use until it is cleared.
  IdTable sorted() {
    int count = 0;
    for (int i = 0; i < highs.length; i++) {
      if (digests[i] != 0) {
        insert(count++, highs[i], lows[i], digests[i]);
      }
    }
    return this;
  }

  /// Puts an entry into the sorted first `count`; it is seldom more than a few places off.
  private void insert(int count, long high, long low, long digest) {
    int at = count;
    while (at > 0 && IdRun.compare(high, low, highs[at - 1], lows[at - 1]) < 0) {
      highs[at] = highs[at - 1];
      lows[at] = lows[at - 1];
      digests[at] = digests[at - 1];
      at--;
    }
    highs[at] = high;
    lows[at] = low;
    digests[at] = digest;
  }

  @Override
  public long high(long index) {
    return highs[(int) index];
  }

  @Override
  public long low(long index) {
    return lows[(int) index];
  }

  @Override
  public long digest(long index) {
    return digests[(int) index];
  }
}
