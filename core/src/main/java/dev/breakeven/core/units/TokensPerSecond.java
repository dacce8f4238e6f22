package dev.breakeven.core.units;

/// A throughput in tokens a second, exact. Which tokens is said by its figure. Never negative.
public record TokensPerSecond(Ratio value) implements Comparable<TokensPerSecond> {
  public TokensPerSecond {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("tokens a second: " + value + " (expected: not negative)");
    }
  }

  public static TokensPerSecond of(long tokens) {
    return new TokensPerSecond(Ratio.of(tokens));
  }

  public static TokensPerSecond parse(String decimal) {
    Ratio value = Ratio.parse(decimal);
    if (value.signum() < 0) {
      throw new NumberFormatException("tokens a second: " + decimal + " (expected: not negative)");
    }
    return new TokensPerSecond(value);
  }

  /// The mean rate of `tokens` spread over `hours`; throws `ArithmeticException` for zero hours.
  public static TokensPerSecond average(Tokens tokens, Hours hours) {
    return new TokensPerSecond(Ratio.of(tokens.count()).dividedBy(hours.seconds()));
  }

  public TokensPerSecond times(Ratio factor) {
    return new TokensPerSecond(value.times(factor));
  }

  /// Tokens made in `hours` at this rate, as an exact number.
  public Ratio during(Hours hours) {
    return value.times(hours.seconds());
  }

  /// How many times `other` this is; throws `ArithmeticException` when `other` is zero.
  public Ratio over(TokensPerSecond other) {
    return value.dividedBy(other.value);
  }

  @Override
  public int compareTo(TokensPerSecond other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
