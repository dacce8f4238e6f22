package dev.breakeven.ingest.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes looked at in one step, in a `long` whose lowest byte is the first.
public final class Bytes8 {
  public static final int COUNT = Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOWS = 0x7F7F7F7F7F7F7F7FL;

  private Bytes8() {}

  public static long at(byte[] bytes, int from) {
    return (long) LONGS.get(bytes, from);
  }

  /// The highest bit of each byte of `word` that is `wanted`, an ASCII character; no other bit.
  public static long equal(long word, char wanted) {
    long different = word ^ (wanted * ONES);
    return ~(((different & LOWS) + LOWS) | different | LOWS);
  }

  /// Which of the eight has the lowest bit of `marks`, which is not 0.
  public static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }
}
