package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.UsdPerMtok;

/// Tokens that go two ways at two prices: `share` of them at `price`, the rest at `otherwise`.
public record Blend(Ratio share, UsdPerMtok price, UsdPerMtok otherwise) {
  public Blend {
    if (share.signum() < 0 || share.compareTo(Ratio.ONE) > 0) {
      throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
    }
  }

  /// USD per million tokens over both ways: `share · price + (1 − share) · otherwise`.
  public UsdPerMtok perMtok() {
    Ratio routed = price.dollars().times(share);
    Ratio rest = otherwise.dollars().times(Ratio.ONE.minus(share));
    return new UsdPerMtok(routed.plus(rest));
  }

  /// The share at `price` that makes `blended`: `(blended − otherwise) / (price − otherwise)`.
  ///
  /// Outside 0 to 1 when no mix of the two makes it. Throws `ArithmeticException` when both prices
  /// are the same.
  public static Ratio impliedShare(UsdPerMtok blended, UsdPerMtok price, UsdPerMtok otherwise) {
    return blended
        .dollars()
        .minus(otherwise.dollars())
        .dividedBy(price.dollars().minus(otherwise.dollars()));
  }
}
