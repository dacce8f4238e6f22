package dev.breakeven.core.units;

import java.math.BigDecimal;

/// A list price in whole pico-dollars a token; 1 is a millionth of a dollar per million tokens.
///
/// Published prices have at most six decimals per million tokens, so this is exact; what has more
/// must say how it was rounded before it gets here. Never negative. Immutable.
public record TokenRate(long picosPerToken) implements Comparable<TokenRate> {
  public static final TokenRate FREE = new TokenRate(0);

  public TokenRate {
    if (picosPerToken < 0) {
      throw new IllegalArgumentException(
          "picosPerToken: " + picosPerToken + " (expected: not negative)");
    }
  }

  /// Reads US dollars per million tokens, such as `0.075`.
  ///
  /// Throws `NumberFormatException` when negative, out of range or finer than six decimals.
  public static TokenRate perMillion(String usdPerMillion) {
    try {
      BigDecimal decimal = new BigDecimal(usdPerMillion.strip());
      if (decimal.signum() >= 0) {
        return new TokenRate(decimal.movePointRight(6).longValueExact());
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // answered below with what was expected
    }
    throw new NumberFormatException(
        "price: %s (expected: such as 0.075, not negative, at most 6 decimals per million tokens)"
            .formatted(usdPerMillion));
  }

  public UsdPerMtok perMtok() {
    return new UsdPerMtok(Ratio.of(picosPerToken, 1_000_000));
  }

  @Override
  public int compareTo(TokenRate other) {
    return Long.compare(picosPerToken, other.picosPerToken);
  }

  /// US dollars per million tokens without trailing zeros: `2.5`.
  @Override
  public String toString() {
    BigDecimal decimal = BigDecimal.valueOf(picosPerToken, 6).stripTrailingZeros();
    return (decimal.scale() < 0 ? decimal.setScale(0) : decimal).toPlainString();
  }
}
