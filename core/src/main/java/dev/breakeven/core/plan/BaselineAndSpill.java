package dev.breakeven.core.plan;

import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;

/// Own machines filled first, and every token above their capacity bought at `api`.
///
/// The closed form: load is taken as level, so the baseline fills before anything spills. Swings
/// spill earlier, and a replayed trace says how much.
public record BaselineAndSpill(Fleet baseline, UsdPerMtok api) {

  /// What a projected month costs: `rent` of the baseline and `spillCost` of `spilled` tokens.
  public record Bill(Usd rent, Ratio spilled, Usd spillCost) {
    public Usd total() {
      return rent.plus(spillCost);
    }
  }

  /// The bill of `tokens` in a projected month: `spilled = max(0, tokens − capacity)`.
  public Bill bill(Ratio tokens) {
    Ratio above = tokens.minus(baseline.capacity(Hours.MONTH));
    Ratio spilled = above.signum() > 0 ? above : Ratio.ZERO;
    return new Bill(baseline.rent(Hours.MONTH), spilled, api.forTokens(spilled));
  }

  /// The part of the all-API bill that the mix saves, `1 − bill / all-API`; negative when dearer.
  ///
  /// Throws `ArithmeticException` when the API bill is zero.
  public Ratio saving(Ratio tokens) {
    return Ratio.ONE.minus(bill(tokens).total().over(api.forTokens(tokens)));
  }
}
