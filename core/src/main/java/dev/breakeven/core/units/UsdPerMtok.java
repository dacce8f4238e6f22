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

  /// What `tokens`, a projected and so not always whole number, cost; rounded once, half-even.
  public Usd forTokens(Ratio tokens) {
    return Usd.rounded(dollars.times(tokens).dividedBy(Ratio.of(Tokens.MILLION)));
  }

  public UsdPerMtok times(Ratio factor) {
    return new UsdPerMtok(dollars.times(factor));
  }

  /// How many times `other` this is; throws `ArithmeticException` when `other` is zero.
  public Ratio over(UsdPerMtok other) {
    return dollars.dividedBy(other.dollars);
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
