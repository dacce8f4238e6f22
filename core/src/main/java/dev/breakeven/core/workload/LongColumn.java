package dev.breakeven.core.workload;

import java.util.ArrayList;
import java.util.List;

/// A growing column of numbers in chunks: growing copies nothing. Not thread-safe.
public final class LongColumn {
  private static final int CHUNK_BITS = 15;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private final List<long[]> chunks = new ArrayList<>();
  private long[] last = {};
  private int used;

  public void add(long value) {
    if (used == last.length) {
      last = new long[CHUNK];
      chunks.add(last);
      used = 0;
    }
    last[used++] = value;
  }

  void addAll(long[] values, int count) {
    for (int i = 0; i < count; i++) {
      add(values[i]);
    }
  }

  /// Throws `ArithmeticException` above what an array can hold.
  public int size() {
    return chunks.isEmpty() ? 0 : Math.toIntExact((chunks.size() - 1L) * CHUNK + used);
  }

  public void set(int index, long value) {
    chunks.get(index >>> CHUNK_BITS)[index & (CHUNK - 1)] = value;
  }

  public long get(int index) {
    return chunks.get(index >>> CHUNK_BITS)[index & (CHUNK - 1)];
  }

  long[] toArray() {
    long[] all = new long[size()];
    for (int from = 0; from < all.length; from += CHUNK) {
      System.arraycopy(
          chunks.get(from >>> CHUNK_BITS), 0, all, from, Math.min(CHUNK, all.length - from));
    }
    return all;
  }
}
