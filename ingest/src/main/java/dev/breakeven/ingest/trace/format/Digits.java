package dev.breakeven.ingest.trace.format;

/// Numbers from ASCII bytes without an object per number.
public final class Digits {
  /// What is no number of the kind asked for.
  public static final long INVALID = Long.MIN_VALUE;

  private static final long SECOND = 1_000_000_000L;
  private static final int FRACTION_DIGITS = 9;
  private static final long[] TENS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, SECOND
  };

  private Digits() {}

  /// A whole number such as `374`, `-1` or `374.0`, or [#INVALID]; one out of range saturates.
  public static long whole(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    int i = negative ? from + 1 : from;
    int first = i;
    long value = 0;
    for (; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value > Long.MAX_VALUE / 10 - 1 ? Long.MAX_VALUE / 2 : 10 * value + digit;
    }
    if (i == first || (i < to && !isZeroFraction(bytes, i, to))) {
      return INVALID;
    }
    return negative ? -value : value;
  }

  private static boolean isZeroFraction(byte[] bytes, int from, int to) {
    if (bytes[from] != '.' || from + 1 == to) {
      return false;
    }
    for (int i = from + 1; i < to; i++) {
      if (bytes[i] != '0') {
        return false;
      }
    }
    return true;
  }

  /// Seconds such as `45`, `45.25` or `-1.5` in nanoseconds, or [#INVALID]; cut at 9 decimals.
  public static long secondsInNanos(byte[] bytes, int from, int to) {
    int point = from;
    while (point < to && bytes[point] != '.') {
      point++;
    }
    long seconds = whole(bytes, from, point);
    long fraction = point == to ? 0 : fractionNanos(bytes, point + 1, to);
    if (seconds == INVALID || fraction == INVALID) {
      return INVALID;
    }
    if (Math.abs(seconds) > Row.MAX_NANOS / SECOND) {
      return seconds < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
    }
    return seconds * SECOND + (bytes[from] == '-' ? -fraction : fraction);
  }

  /// Digits after a decimal point of seconds, one at least, in nanoseconds, or [#INVALID].
  static long fractionNanos(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return INVALID;
      }
      if (i - from < FRACTION_DIGITS) {
        value = 10 * value + digit;
      }
    }
    int digits = Math.min(to - from, FRACTION_DIGITS);
    return digits == 0 ? INVALID : value * TENS[FRACTION_DIGITS - digits];
  }
}
