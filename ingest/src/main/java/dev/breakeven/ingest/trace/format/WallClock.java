package dev.breakeven.ingest.trace.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDate;

/// Dates with times from ASCII bytes, in nanoseconds since 1970, with the last date kept.
///
/// Reads `2023-11-16 18:15:46.6805900`, with `T` for the space, a fraction of any length or none
/// (cut at 9 digits), and `Z`, `+00:00` or `+0000` or nothing, which means UTC. Owned by one
/// thread.
public final class WallClock {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SECOND = 1_000_000_000L;
  private static final int SHORTEST = "2023-11-16 18:15:46".length();

  private long dateStart;
  private short dateEnd;
  private long midnight = Digits.INVALID;

  /// Nanoseconds since 1970, or [Digits#INVALID] for what is no date and time of 1970 to 2199.
  public long nanos(byte[] bytes, int from, int to) {
    if (to - from < SHORTEST || (bytes[from + 10] != ' ' && bytes[from + 10] != 'T')) {
      return Digits.INVALID;
    }
    long date = midnight(bytes, from);
    int hour = pair(bytes, from + 11);
    int minute = pair(bytes, from + 14);
    int second = pair(bytes, from + 17);
    if (date == Digits.INVALID
        || bytes[from + 13] != ':'
        || bytes[from + 16] != ':'
        || hour > 23
        || minute > 59
        || second > 59) {
      return Digits.INVALID;
    }
    int zone = zoneFrom(bytes, from + SHORTEST, to);
    long fraction = zone == from + SHORTEST ? 0 : fractionNanos(bytes, from + SHORTEST, zone);
    long offset = offsetSeconds(bytes, zone, to);
    if (fraction == Digits.INVALID || offset == Digits.INVALID) {
      return Digits.INVALID;
    }
    long nanos = date + ((hour * 60L + minute) * 60 + second - offset) * SECOND + fraction;
    return nanos < 0 ? Digits.INVALID : nanos;
  }

  private static int zoneFrom(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != 'Z' && bytes[i] != '+' && bytes[i] != '-') {
      i++;
    }
    return i;
  }

  private static long fractionNanos(byte[] bytes, int from, int to) {
    return bytes[from] == '.' ? Digits.fractionNanos(bytes, from + 1, to) : Digits.INVALID;
  }

  private static long offsetSeconds(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 0 || (length == 1 && bytes[from] == 'Z')) {
      return 0;
    }
    boolean colon = length == 6 && bytes[from + 3] == ':';
    if (bytes[from] == 'Z' || (!colon && length != 5)) {
      return Digits.INVALID;
    }
    int hours = pair(bytes, from + 1);
    int minutes = pair(bytes, to - 2);
    if (hours > 18 || minutes > 59) {
      return Digits.INVALID;
    }
    long seconds = (hours * 60L + minutes) * 60;
    return bytes[from] == '-' ? -seconds : seconds;
  }

  /// Two digits, or 100 for what is none.
  private static int pair(byte[] bytes, int from) {
    int tens = bytes[from] - '0';
    int ones = bytes[from + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? 100 : 10 * tens + ones;
  }

  private long midnight(byte[] bytes, int from) {
    long first = (long) LONGS.get(bytes, from);
    short last = (short) SHORTS.get(bytes, from + 8);
    if (midnight == Digits.INVALID || first != dateStart || last != dateEnd) {
      dateStart = first;
      dateEnd = last;
      midnight = parsedMidnight(bytes, from);
    }
    return midnight;
  }

  private static long parsedMidnight(byte[] bytes, int from) {
    int century = pair(bytes, from);
    int year = pair(bytes, from + 2);
    int month = pair(bytes, from + 5);
    int day = pair(bytes, from + 8);
    boolean dashes = bytes[from + 4] == '-' && bytes[from + 7] == '-';
    int fullYear = 100 * century + year;
    if (!dashes || year > 99 || fullYear < 1970 || fullYear > 2199 || month > 12 || day > 31) {
      return Digits.INVALID;
    }
    try {
      return LocalDate.of(fullYear, month, day).toEpochDay() * 86_400 * SECOND;
    } catch (DateTimeException e) {
      return Digits.INVALID; // such as 30 February
    }
  }
}
