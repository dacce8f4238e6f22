package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.UsdPerHour;

/// The same machine on demand and on another term, such as reserved or spot, USD an hour.
public record TermPrice(UsdPerHour onDemand, UsdPerHour other) {
  public TermPrice {
    if (onDemand.nanos() == 0) {
      throw new IllegalArgumentException("on demand: 0 (expected: positive USD an hour)");
    }
  }

  /// The part taken off the on-demand rent: `1 − other / onDemand`; negative when it is dearer.
  public Ratio discount() {
    return Ratio.ONE.minus(crossoverDuty());
  }

  /// The duty above which a term paid for every hour beats on demand paid while running:
  /// `other / onDemand`, a part of all hours.
  public Ratio crossoverDuty() {
    return other.dollars().dividedBy(onDemand.dollars());
  }
}
