package dev.breakeven.core.plan;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// When what is paid once comes back: `once` over what a month saves against the cheapest API.
///
/// `once` is the set-up, one-time costs and fees or, for bought machines, their price; `saving` is
/// the API's month less own rent, labour and all that comes every month.
public record Payback(Usd once, Usd saving, Attainable<Ratio> months) {
  static Payback of(OwnAgainstApi pair) {
    Assumptions assumptions = pair.assumptions();
    Sizing sizing = pair.own().sizing();
    Usd once = assumptions.once().plus(sizing.upfront());
    Usd spread = assumptions.oncePerMonth().plus(sizing.upfrontPerMonth(assumptions.setupMonths()));
    Usd saving = spread.minus(pair.gap(1));
    return new Payback(
        once,
        saving,
        saving.nanos() <= 0
            ? Attainable.never("a month of own GPUs costs no less than one of the API")
            : Attainable.at(once.over(saving)));
  }
}
