package dev.breakeven.catalog.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.OptionalLong;

/// Numbers and days in catalog files: exact, bounded, and quick enough for a cold start.
///
/// A text that is not of the form gives `NumberFormatException` or `DateTimeException` with the
/// text and what was expected.
public final class Numerals {
  /// No price per million tokens is above a million dollars.
  private static final long DEAREST_MICROS = 1_000_000_000_000L;

  private static final int LONGEST_PLAIN = 18;
  private static final int WIDEST_SCALE = 60;

  private Numerals() {}

  /// US dollars per million tokens, such as `0.075`, as whole millionths of a dollar.
  ///
  /// Throws when negative, finer than six decimals or above a million dollars.
  public static long micros(String text) {
    long fast = plainMicros(text);
    long micros = fast >= 0 ? fast : slowMicros(text);
    if (micros > DEAREST_MICROS) {
      throw new NumberFormatException(
          "price: " + shown(text) + " (expected: at most a million dollars per million tokens)");
    }
    return micros;
  }

  /// `text` as a decimal, empty-handed with an exception for anything absurdly large or fine.
  public static BigDecimal decimal(String text) {
    BigDecimal decimal;
    try {
      decimal = new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new NumberFormatException("number: " + shown(text) + " (expected: a decimal)");
    }
    if (Math.abs((long) decimal.scale()) > WIDEST_SCALE || decimal.precision() > WIDEST_SCALE) {
      throw new NumberFormatException("number: " + shown(text) + " (expected: at most 60 digits)");
    }
    return decimal;
  }

  /// `usdPerMillion` in whole millionths of a dollar, rounded half-even when it is finer.
  public static OptionalLong roundedMicros(BigDecimal usdPerMillion) {
    BigDecimal micros = usdPerMillion.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN);
    boolean inRange =
        micros.signum() >= 0 && micros.compareTo(BigDecimal.valueOf(DEAREST_MICROS)) <= 0;
    return inRange ? OptionalLong.of(micros.longValueExact()) : OptionalLong.empty();
  }

  /// A day in the form `2026-11-21`.
  public static LocalDate day(String text) {
    boolean formed = text.length() == 10 && text.charAt(4) == '-' && text.charAt(7) == '-';
    if (formed && digits(text, 0, 4) && digits(text, 5, 7) && digits(text, 8, 10)) {
      return LocalDate.of(
          Integer.parseInt(text, 0, 4, 10),
          Integer.parseInt(text, 5, 7, 10),
          Integer.parseInt(text, 8, 10, 10));
    }
    throw new DateTimeException("day: " + shown(text) + " (expected: such as 2026-11-21)");
  }

  /// `text`, cut when too long to show in a message.
  public static String shown(String text) {
    return text.length() <= 40 ? "'" + text + "'" : "'" + text.substring(0, 40) + "…'";
  }

  static boolean digits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from;
  }

  /// The common spelling, digits with at most one point, without a BigDecimal; -1 for any other.
  private static long plainMicros(String text) {
    int length = text.length();
    if (length == 0 || length > LONGEST_PLAIN - 6) {
      return -1;
    }
    long value = 0;
    int decimals = -1;
    for (int i = 0; i < length; i++) {
      char digit = text.charAt(i);
      if (digit == '.' && decimals < 0 && i > 0 && i < length - 1) {
        decimals = 0;
      } else if (digit >= '0' && digit <= '9' && decimals < 6) {
        value = value * 10 + (digit - '0');
        decimals += decimals >= 0 ? 1 : 0;
      } else {
        return -1;
      }
    }
    for (int i = Math.max(decimals, 0); i < 6; i++) {
      value *= 10;
    }
    return value;
  }

  private static long slowMicros(String text) {
    BigDecimal decimal = decimal(text);
    if (decimal.signum() < 0) {
      throw new NumberFormatException("price: " + shown(text) + " (expected: not negative)");
    }
    try {
      return decimal.movePointRight(6).longValueExact();
    } catch (ArithmeticException e) {
      throw new NumberFormatException(
          "price: " + shown(text) + " (expected: at most 6 decimals per million tokens)");
    }
  }
}
