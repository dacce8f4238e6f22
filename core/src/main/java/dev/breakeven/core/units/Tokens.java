package dev.breakeven.core.units;

import java.math.BigDecimal;

/// A count of tokens. Never negative; sums that leave the range of a long throw.
public record Tokens(long count) implements Comparable<Tokens> {
  static final long MILLION = 1_000_000;
  public static final Tokens NONE = new Tokens(0);

  public Tokens {
    if (count < 0) {
      throw new IllegalArgumentException("tokens: " + count + " (expected: not negative)");
    }
  }

  public static Tokens of(long count) {
    return new Tokens(count);
  }

  public static Tokens millions(long millions) {
    return new Tokens(Math.multiplyExact(millions, MILLION));
  }

  /// Reads `1200`, `500K`, `1.5M`, `2B` or `3T`; throws `NumberFormatException` otherwise.
  public static Tokens parse(String text) {
    String trimmed = text.strip().replace("_", "").replace(",", "");
    int zeros =
        switch (trimmed.isEmpty()
            ? ' '
            : Character.toUpperCase(trimmed.charAt(trimmed.length() - 1))) {
          case 'K' -> 3;
          case 'M' -> 6;
          case 'B', 'G' -> 9;
          case 'T' -> 12;
          default -> 0;
        };
    String digits = zeros == 0 ? trimmed : trimmed.substring(0, trimmed.length() - 1);
    try {
      long count = new BigDecimal(digits).movePointRight(zeros).longValueExact();
      if (count >= 0) {
        return new Tokens(count);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // answered below with what was expected
    }
    throw new NumberFormatException(
        "tokens: " + text + " (expected: such as 1200, 500K, 1.5M, 2B)");
  }

  public Tokens plus(Tokens other) {
    return new Tokens(Math.addExact(count, other.count));
  }

  @Override
  public int compareTo(Tokens other) {
    return Long.compare(count, other.count);
  }

  @Override
  public String toString() {
    return Long.toString(count);
  }
}
