package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What it takes for a reserved term to pay, against the same machine on demand.
///
/// Both are rented at all hours, as a baseline is. `savedPerMonth` is of the whole fleet while it
/// is needed; the whole term is paid in any case, so it pays only when the need lasts
/// `monthsToHold`.
public record Commitment(
    GpuOffer onDemand, GpuOffer reserved, Usd savedPerMonth, long monthsToHold, long termMonths) {

  /// For the cheapest option with own GPUs; empty when its machine is not sold both ways among the
  /// offers compared, or the reserved one is no cheaper.
  public static Optional<Commitment> of(Plan plan) {
    return plan.options().stream()
        .filter(option -> !(option instanceof Option.Hosted))
        .filter(option -> option.monthly().isPresent() && !option.feasibility().isRejected())
        .findFirst()
        .flatMap(
            option ->
                switch (option) {
                  case Option.Own own -> of(own.sizing(), plan.request().gpuOffers());
                  case Option.Mix mix -> of(mix.pool().sizing(), plan.request().gpuOffers());
                  case Option.Hosted _ -> Optional.empty();
                });
  }

  private static Optional<Commitment> of(Sizing sizing, List<GpuOffer> offers) {
    long instances = sizing.instances(sizing.replicas());
    List<GpuOffer> same =
        offers.stream().filter(offer -> isSameMachine(offer, sizing.offer())).toList();
    Optional<GpuOffer> onDemand =
        same.stream()
            .filter(offer -> offer.term() == Term.ON_DEMAND)
            .min(Comparator.comparing((GpuOffer offer) -> offer.perMonth(1)));
    return onDemand.flatMap(
        flexible ->
            same.stream()
                .filter(offer -> offer.term().committedMonths() > 1)
                .filter(offer -> offer.perMonth(1).compareTo(flexible.perMonth(1)) < 0)
                .map(offer -> of(flexible, offer, instances))
                .min(Comparator.comparing(Commitment::monthsToHold)));
  }

  private static boolean isSameMachine(GpuOffer offer, GpuOffer other) {
    return offer.provider().equals(other.provider())
        && offer.gpu().equals(other.gpu())
        && offer.gpuCount() == other.gpuCount()
        && offer.region().equals(other.region());
  }

  private static Commitment of(GpuOffer onDemand, GpuOffer reserved, long instances) {
    long term = reserved.term().committedMonths();
    Ratio hold = reserved.perMonth(1).over(onDemand.perMonth(1)).times(term);
    return new Commitment(
        onDemand,
        reserved,
        onDemand.perMonth(instances).minus(reserved.perMonth(instances)),
        hold.ceiling().longValueExact(),
        term);
  }

  @Override
  public String toString() {
    return "%s saves $%s a month against on-demand, if the need holds %d of its %d months"
        .formatted(reserved.id(), Judge.dollars(savedPerMonth), monthsToHold, termMonths);
  }
}
