package dev.breakeven.core.units;

/// A positive rational factor on a price, such as 17/20 for a negotiated 15 % discount.
///
/// Bounded to a million over a million so that pricing stays in machine integers.
public record Multiplier(long numerator, long denominator) {
  private static final long LIMIT = 1_000_000;
  public static final Multiplier ONE = new Multiplier(1, 1);

  public Multiplier {
    if (numerator <= 0 || denominator <= 0 || numerator > LIMIT || denominator > LIMIT) {
      throw new IllegalArgumentException(
          "multiplier: %d/%d (expected: both from 1 to %d)"
              .formatted(numerator, denominator, LIMIT));
    }
  }

  public static Multiplier of(Ratio ratio) {
    try {
      return new Multiplier(
          ratio.numerator().longValueExact(), ratio.denominator().longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "multiplier: " + ratio + " (expected: at most 6 decimals)");
    }
  }

  /// The factor left after `discount` is taken off, for 0 <= discount < 1.
  public static Multiplier afterDiscount(Ratio discount) {
    if (discount.signum() < 0 || discount.compareTo(Ratio.ONE) >= 0) {
      throw new IllegalArgumentException("discount: " + discount + " (expected: 0 to under 1)");
    }
    return of(Ratio.ONE.minus(discount));
  }

  public Ratio toRatio() {
    return Ratio.of(numerator, denominator);
  }

  @Override
  public String toString() {
    return toRatio().toString();
  }
}
