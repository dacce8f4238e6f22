package dev.breakeven.core.units;

/// A derived cost in US dollars per million tokens, exact. Which tokens is said by its figure.
public record UsdPerMtok(Ratio dollars) implements Comparable<UsdPerMtok> {
  public static UsdPerMtok parse(String decimal) {
    return new UsdPerMtok(Ratio.parse(decimal));
  }

  /// What `tokens` cost at this price, rounded once, half-even, to a nano-dollar.
  public Usd times(Tokens tokens) {
    return Usd.rounded(dollars.times(tokens.count()).dividedBy(Ratio.of(Tokens.MILLION)));
  }

  @Override
  public int compareTo(UsdPerMtok other) {
    return dollars.compareTo(other.dollars);
  }

  /// Six decimals without trailing zeros.
  @Override
  public String toString() {
    return Ratio.of(dollars.decimal(6)).toString();
  }
}
