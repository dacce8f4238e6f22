package dev.breakeven.core.plan;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// The monthly lines of replicas on demand and of what waited in vain.
final class ElasticCosts {
  private ElasticCosts() {}

  static CostLine onDemand(MixRun.OnDemand rented) {
    Figure<Ratio> hours =
        Figure.given(
            "replica-hours",
            rented.hoursPerMonth(),
            "a month, each on an instance of its own",
            Basis.SIMULATED,
            "simulated from renting to the end, cold start and minimum rental paid; its time"
                + " repeated for 730 hours");
    Figure<?> hour =
        Figure.given(
            "rent of one instance",
            rented.offer().usdPerHour(),
            "USD/hour for %d GPUs (%s)"
                .formatted(rented.offer().gpuCount(), rented.offer().listed()),
            Basis.LIST_EQUIVALENT,
            rented.offer().source().toString());
    return new CostLine(
        "on demand",
        Figure.computed(
            "on demand a month",
            Usd.rounded(rented.offer().usdPerHour().dollars().times(rented.hoursPerMonth())),
            "USD/month",
            "replica-hours × rent of one instance",
            hours,
            hour));
  }

  /// What waited too long for own GPUs, `share` of the cost of all the traffic at `api`.
  static CostLine batchTier(Option.Hosted api, Ratio share, boolean sellsBatch) {
    Figure<Usd> whole = MixSearch.apiMonth(api);
    return new CostLine(
        "batch tier of " + api.name(),
        Figure.computed(
            "batch tier a month",
            whole.value().times(share),
            "USD/month",
            "everything at this host × share that waited too long",
            whole,
            Figure.given(
                "share that waited too long",
                share,
                "of that cost",
                Basis.SIMULATED,
                "simulated, not begun by the deadline or not ended with the trace, "
                    + (sellsBatch
                        ? "at its batch price"
                        : "at its standard price as it sells no batch"))));
  }
}
