package dev.breakeven.core.plan;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.pricing.Bill;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// What a month of the traffic costs at hosted offers: every request priced, then extrapolated.
final class HostedPricing {
  private final PlanRequest request;
  private final Basis volumeBasis;

  HostedPricing(PlanRequest request) {
    this.request = request;
    this.volumeBasis =
        request.traffic().trace().provenance() instanceof Provenance.Observed
            ? Basis.LIST_EQUIVALENT
            : Basis.ASSUMED;
  }

  Option.Hosted option(ApiOffer offer, Option.Role role) {
    return switch (Tariff.of(offer, request.at(), request.service(), request.region())) {
      case Tariff.Lookup.Missing(String reason) -> unpriced(offer, role, reason);
      case Tariff.Lookup.Found(Tariff tariff) ->
          switch (bill(tariff).total()) {
            case Bill.Total.Unpriced(String reason) -> unpriced(offer, role, reason);
            case Bill.Total.Priced priced -> {
              List<CostLine> lines = lines(offer, priced);
              yield new Option.Hosted(
                  offer, role, lines, Optional.of(Costs.sum(lines)), feasibility(offer));
            }
          };
    };
  }

  private static Option.Hosted unpriced(ApiOffer offer, Option.Role role, String reason) {
    return new Option.Hosted(
        offer, role, List.of(), Optional.empty(), new Feasibility.Unknown("unpriced: " + reason));
  }

  private Bill bill(Tariff tariff) {
    return bill(tariff, request.traffic().trace(), _ -> true);
  }

  private static Bill bill(Tariff tariff, Trace trace, IntPredicate counts) {
    Bill bill = new Bill(tariff);
    for (int i = 0; i < trace.size(); i++) {
      if (counts.test(i)) {
        bill.add(trace.inputTokens(i), trace.outputTokens(i));
      }
    }
    return bill;
  }

  /// What `part` of the requests of `trace` cost at `offer` over what all of them cost, exactly;
  /// the offer must have a price for them.
  Ratio share(ApiOffer offer, Trace trace, IntPredicate part) {
    Usd whole = cost(offer, trace, _ -> true);
    return whole.nanos() == 0 ? Ratio.ZERO : cost(offer, trace, part).over(whole);
  }

  private Usd cost(ApiOffer offer, Trace trace, IntPredicate counts) {
    return switch (Tariff.of(offer, request.at(), request.service(), request.region())) {
      case Tariff.Lookup.Missing(String reason) -> throw new IllegalStateException(reason);
      case Tariff.Lookup.Found(Tariff tariff) ->
          switch (bill(tariff, trace, counts).total()) {
            case Bill.Total.Unpriced(String reason) -> throw new IllegalStateException(reason);
            case Bill.Total.Priced priced -> priced.usd();
          };
    };
  }

  private List<CostLine> lines(ApiOffer offer, Bill.Total.Priced priced) {
    return priced.lines().stream().map(line -> line(offer, line, priced.discount())).toList();
  }

  private CostLine line(ApiOffer offer, Bill.Line line, Multiplier discount) {
    Traffic traffic = request.traffic();
    String tokenClass = line.tokenClass().key() + " tokens";
    String what =
        line.aboveInput() == 0 ? tokenClass : tokenClass + " of requests over " + line.aboveInput();
    Usd month =
        Usd.rounded(line.exact().dollars().times(discount.toRatio()).times(traffic.monthFactor()));
    Figure<?> tokens =
        Figure.given(
            "tokens a month",
            traffic.perMonth(line.tokens().count()),
            tokenClass,
            volumeBasis,
            traffic.trace().provenance().describe());
    Figure<?> rate =
        Figure.given(
            "rate",
            line.rate(),
            "USD per million",
            Basis.LIST_EQUIVALENT,
            offer.source().toString());
    Figure<?> factor =
        Figure.given("discount factor", discount, "", Basis.LIST_EQUIVALENT, "overlay");
    return new CostLine(
        what,
        Figure.computed(
            what + " a month",
            month,
            "USD/month",
            "tokens a month × rate × discount factor",
            tokens,
            rate,
            factor));
  }

  private Feasibility feasibility(ApiOffer offer) {
    Traffic traffic = request.traffic();
    long context = offer.context().map(Tokens::count).orElse(Long.MAX_VALUE);
    long tooLong = traffic.longerThan(context);
    if (tooLong > 0) {
      return new Feasibility.Infeasible(
          "%d of %d requests exceed its %d-token context"
              .formatted(tooLong, traffic.trace().size(), context));
    }
    if (!request.sloStated()) {
      return new Feasibility.Feasible("no SLO was stated");
    }
    return latency(offer.id())
        .map(latency -> latency.meets(request.slo()))
        .orElseGet(
            () ->
                new Feasibility.Unknown(
                    "latency unknown: measure it, or state --api-latency %s:%s"
                        .formatted(offer.id(), request.slo())));
  }

  /// Everything stated of one offer, in one.
  private Optional<ApiLatency> latency(String offerId) {
    return request.latencies().stream()
        .filter(latency -> latency.offerId().equals(offerId))
        .reduce(ApiLatency::and);
  }
}
