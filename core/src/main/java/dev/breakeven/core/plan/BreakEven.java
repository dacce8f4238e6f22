package dev.breakeven.core.plan;

import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;

/// The volume at which a fixed monthly cost pays for itself against a price per token.
///
/// `fixed` is USD a month and does not depend on volume (rent, people, redundancy). `own` is what a
/// million own tokens cost on top of it: zero for a rented machine, whose rent is in `fixed`. `api`
/// is the price they replace. Both prices and the answer count the same tokens.
///
/// Utilisation is not an input: a fixed cost breaks even at a volume, and that volume *is* a
/// utilisation of whatever capacity was bought.
public record BreakEven(Usd fixed, UsdPerMtok own, UsdPerMtok api) {
  private static final UsdPerMtok NOTHING = new UsdPerMtok(Ratio.ZERO);

  public BreakEven {
    if (fixed.nanos() < 0) {
      throw new IllegalArgumentException("fixed: " + fixed + " (expected: not negative)");
    }
  }

  /// A machine whose whole cost is fixed against `api`.
  public static BreakEven ofFixed(Usd fixed, UsdPerMtok api) {
    return new BreakEven(fixed, NOTHING, api);
  }

  /// Tokens a month above which owning is cheaper: `fixed / (api − own) · 10⁶`.
  ///
  /// Never when an own token is not cheaper than a bought one.
  public Attainable<Ratio> tokens() {
    Ratio saved = api.dollars().minus(own.dollars());
    return saved.signum() <= 0
        ? Attainable.never("an own token costs $%s per million, the API $%s".formatted(own, api))
        : Attainable.at(fixed.dollars().times(1_000_000).dividedBy(saved));
  }

  /// The part of `machine`'s capacity in a projected month that the break-even volume fills.
  ///
  /// Above one the volume does not fit on one such machine, and a single one never breaks even.
  public Attainable<Ratio> utilisation(RentCost machine) {
    return tokens().map(volume -> machine.machinesFilled(volume, Hours.MONTH));
  }
}
