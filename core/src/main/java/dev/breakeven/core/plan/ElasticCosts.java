package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// The monthly lines of replicas on demand or spot and of what waited in vain.
final class ElasticCosts {
  private ElasticCosts() {}

  static CostLine onDemand(MixRun.OnDemand rented) {
    return byTheHour(
        "on demand",
        rented.offer(),
        rented.hoursPerMonth(),
        "simulated from renting to the end, cold start and minimum rental paid; its time repeated"
            + " for 730 hours");
  }

  static CostLine spot(MixRun.Spot rented) {
    return byTheHour(
        "spot",
        rented.offer(),
        rented.hoursPerMonth(),
        "simulated, cold starts paid and %d interruptions that lost %,d tokens of work; its time"
                .formatted(rented.interruptions(), rented.lostTokens())
            + " repeated for 730 hours");
  }

  private static CostLine byTheHour(
      String name, GpuOffer offer, Ratio hoursPerMonth, String simulated) {
    Figure<Ratio> hours =
        Figure.given(
            "replica-hours",
            hoursPerMonth,
            "a month, each on an instance of its own",
            Basis.SIMULATED,
            simulated);
    Figure<?> hour =
        Figure.given(
            "rent of one instance",
            offer.usdPerHour(),
            "USD/hour for %d GPUs (%s)".formatted(offer.gpuCount(), offer.listed()),
            Basis.LIST_EQUIVALENT,
            offer.source().toString());
    return new CostLine(
        name,
        Figure.computed(
            name + " a month",
            Usd.rounded(offer.usdPerHour().dollars().times(hoursPerMonth)),
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
