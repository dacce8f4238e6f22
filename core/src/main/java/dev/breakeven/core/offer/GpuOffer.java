package dev.breakeven.core.offer;

import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import java.util.Optional;

/// An instance with GPUs as one provider rents it on one term.
///
/// `usdPerHour` is the price of the whole instance; where the list price is by the month it is that
/// price over 730 hours, `monthly` holds the exact amount, and `listed` the price as published with
/// its currency. `basis` is list, aggregator or user-stated. `upfront` is paid once for an
/// instance: a set-up fee, or the price of one that is bought.
public record GpuOffer(
    String id,
    ProviderId provider,
    String instance,
    GpuId gpu,
    int gpuCount,
    String region,
    Term term,
    UsdPerHour usdPerHour,
    Optional<Usd> monthly,
    String listed,
    String availability,
    Optional<Ratio> interruptionRate,
    String basis,
    Source source,
    String note,
    Optional<Upfront> upfront) {
  public GpuOffer {
    Kebab.require("gpu offer", id);
    if (gpuCount <= 0) {
      throw new IllegalArgumentException("gpu_count: " + gpuCount + " (expected: positive)");
    }
  }

  /// Paid once: `monthsInRent` is over how many months the rent spreads it, 0 where it does not.
  public record Upfront(Usd amount, long monthsInRent) {}

  /// Whether the supply may go at any time: spot instances and marketplaces of private machines.
  public boolean isVariable() {
    return term == Term.SPOT || availability.equals("variable");
  }

  /// The rent of `instances` of this for a projected month, running all of it.
  public Usd perMonth(long instances) {
    return monthly.orElseGet(() -> usdPerHour.times(Hours.MONTH)).times(instances);
  }

  /// The rent of one GPU of the instance, rounded to a nano-dollar an hour, for comparison only.
  public UsdPerHour perGpuHour() {
    return UsdPerHour.rounded(usdPerHour.dollars().dividedBy(Ratio.of(gpuCount)));
  }
}
