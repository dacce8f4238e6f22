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

  public TokensPerSecond times(Ratio factor) {
    return new TokensPerSecond(value.times(factor));
  }

  /// Tokens made in `hours` at this rate, as an exact number.
  public Ratio during(Hours hours) {
    return value.times(hours.seconds());
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
