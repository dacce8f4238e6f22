package dev.breakeven.ingest.usage.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Looks for a text in bytes, eight places a step: most lines of a log are passed over by it.
public final class ByteSearch {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final byte[] wanted;
  private final long firsts;
  private final long seconds;

  /// `text` has at least two characters, all of them ASCII.
  public ByteSearch(String text) {
    wanted = text.getBytes(StandardCharsets.US_ASCII);
    firsts = wanted[0] * ONES;
    seconds = wanted[1] * ONES;
  }

  public boolean isIn(byte[] bytes, int from, int to) {
    int last = to - wanted.length;
    int i = from;
    for (; i + Long.BYTES < to; i += Long.BYTES) {
      long different =
          ((long) LONGS.get(bytes, i) ^ firsts) | ((long) LONGS.get(bytes, i + 1) ^ seconds);
      long pairs = (different - ONES) & ~different & HIGHS;
      while (pairs != 0) {
        if (matches(bytes, i + (Long.numberOfTrailingZeros(pairs) >>> 3), last)) {
          return true;
        }
        pairs &= pairs - 1;
      }
    }
    for (; i <= last; i++) {
      if (matches(bytes, i, last)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(byte[] bytes, int at, int last) {
    return at <= last && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
