package dev.breakeven.core.plan;

import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;

/// A whole number of equal machines, rented for every hour whether busy or not.
///
/// `machine` is one replica: a GPU, or the group of GPUs that holds the model once.
public record Fleet(long machines, RentCost machine) {
  public Fleet {
    if (machines < 0) {
      throw new IllegalArgumentException("machines: " + machines + " (expected: not negative)");
    }
  }

  /// The fewest machines whose capacity is at least `load`, plus those kept in reserve.
  public static Fleet sizedFor(
      TokensPerSecond load, RentCost machine, Assumptions.Redundancy redundancy) {
    long needed = load.over(machine.capacity()).ceiling().longValueExact();
    return new Fleet(Math.addExact(needed, redundancy.spare(needed)), machine);
  }

  /// USD for `hours`: `machines · rent · hours`, rounded once.
  public Usd rent(Hours hours) {
    return machine.rent().times(machines).times(hours);
  }

  /// Tokens that `hours` could serve: `machines · capacity · seconds`.
  public Ratio capacity(Hours hours) {
    return machine.tokens(Ratio.ONE, hours).times(machines);
  }

  /// USD per million tokens when `load` is all that is served: `machines · rent / load`.
  ///
  /// Never without load. `load` above the capacity is the caller's error.
  public Attainable<UsdPerMtok> perMtok(TokensPerSecond load) {
    if (load.compareTo(machine.capacity().times(Ratio.of(machines))) > 0) {
      throw new IllegalArgumentException("load: " + load + " tokens a second exceed the capacity");
    }
    return load.value().signum() == 0
        ? Attainable.never("no token is served without load")
        : Attainable.at(new RentCost(machine.rent().times(machines), load).saturated());
  }
}
