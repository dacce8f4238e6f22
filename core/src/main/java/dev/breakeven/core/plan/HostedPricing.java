package dev.breakeven.core.plan;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.PromptCache;
import dev.breakeven.core.offer.ServiceClass;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/// What a month of the traffic costs at hosted offers: every request priced, then extrapolated.
final class HostedPricing {
  private final PlanRequest request;
  private final Basis volumeBasis;
  private final ApiLimit.Peak peak;
  private final Function<ApiOffer, PromptCache> caches;
  private final CacheHits hits;

  HostedPricing(PlanRequest request) {
    this(request, _ -> PromptCache.UNKNOWN);
  }

  /// `caches` says what is known of the prompt cache of a host.
  HostedPricing(PlanRequest request, Function<ApiOffer, PromptCache> caches) {
    this.request = request;
    this.caches = caches;
    this.hits = new CacheHits(request.traffic().trace());
    this.peak = request.traffic().peakMinute();
    this.volumeBasis =
        request.traffic().trace().provenance() instanceof Provenance.Observed
            ? Basis.LIST_EQUIVALENT
            : Basis.ASSUMED;
  }

  /// The offer in the cheapest of the regions that it may be used in.
  Option.Hosted option(ApiOffer offer, Option.Role role) {
    return request.constraints().pricedRegions(offer, request.region()).stream()
        .map(region -> option(offer, role, region))
        .min(Planner.BY_COST)
        .orElseThrow();
  }

  private Option.Hosted option(ApiOffer offer, Option.Role role, String region) {
    return switch (Tariff.of(offer, request.at(), request.service(), region)) {
      case Tariff.Lookup.Missing(String reason) -> unpriced(offer, role, reason);
      case Tariff.Lookup.Found(Tariff tariff) ->
          switch (bill(tariff).total()) {
            case Bill.Total.Unpriced(String reason) -> unpriced(offer, role, reason);
            case Bill.Total.Priced priced -> {
              List<CostLine> lines = lines(offer, priced, "");
              yield new Option.Hosted(
                  offer,
                  role,
                  lines,
                  Optional.of(Costs.sum(lines)),
                  cached(tariff, priced),
                  feasibility(offer, List.of()),
                  Ratio.ZERO);
            }
          };
    };
  }

  /// The month when every prefix that the host's cache can have is found; that of `plain`, where
  /// none is, when a cache only costs more.
  private Optional<Figure<Usd>> cached(Tariff tariff, Bill.Total.Priced plain) {
    return hits.bill(tariff, caches.apply(tariff.offer()))
        .map(found -> found.usd().compareTo(plain.usd()) < 0 ? found : plain)
        .map(least -> Costs.sum(lines(tariff.offer(), least, "")));
  }

  private Option.Hosted unpriced(ApiOffer offer, Option.Role role, String reason) {
    return new Option.Hosted(
        offer,
        role,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        feasibility(offer, List.of("unpriced: " + reason)),
        Ratio.ZERO);
  }

  /// What can wait at the batch price and the rest at the standard one, in the cheapest region;
  /// empty where nothing can wait or nothing has such a price.
  Optional<Option.Hosted> batched(ApiOffer offer) {
    Trace trace = request.traffic().trace();
    boolean[] waits = request.flexibility().waiting(trace.size());
    return request.flexibility().deferrable().signum() == 0
            || request.service() != ServiceClass.STANDARD
        ? Optional.empty()
        : request.constraints().pricedRegions(offer, request.region()).stream()
            .flatMap(region -> batched(offer, region, waits).stream())
            .min(Planner.BY_COST);
  }

  private Optional<Option.Hosted> batched(ApiOffer offer, String region, boolean[] waits) {
    Optional<List<CostLine>> now = lines(offer, ServiceClass.STANDARD, region, i -> !waits[i], "");
    Optional<List<CostLine>> later =
        lines(offer, ServiceClass.BATCH, region, i -> waits[i], "batch ");
    if (now.isEmpty() || later.isEmpty()) {
      return Optional.empty();
    }
    List<CostLine> lines = Stream.concat(now.get().stream(), later.get().stream()).toList();
    return Optional.of(
        new Option.Hosted(
            offer,
            Option.Role.BATCH,
            lines,
            Optional.of(Costs.sum(lines)),
            Optional.empty(),
            feasibility(offer, List.of()),
            request.flexibility().deferrable()));
  }

  /// The lines of the requests that count; empty where they have no price.
  private Optional<List<CostLine>> lines(
      ApiOffer offer, ServiceClass service, String region, IntPredicate counts, String prefix) {
    return Tariff.of(offer, request.at(), service, region) instanceof Tariff.Lookup.Found(Tariff at)
            && bill(at, request.traffic().trace(), counts).total()
                instanceof Bill.Total.Priced priced
        ? Optional.of(lines(offer, priced, prefix))
        : Optional.empty();
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

  /// The same for a part at the batch price, or the standard one where there is no other.
  Ratio batchShare(ApiOffer offer, Trace trace, IntPredicate part) {
    Usd whole = cost(offer, trace, _ -> true);
    ServiceClass service = sellsBatch(offer) ? ServiceClass.BATCH : request.service();
    return whole.nanos() == 0 ? Ratio.ZERO : cost(offer, trace, part, service).over(whole);
  }

  boolean sellsBatch(ApiOffer offer) {
    return Tariff.of(offer, request.at(), ServiceClass.BATCH, request.region())
        instanceof Tariff.Lookup.Found;
  }

  private Usd cost(ApiOffer offer, Trace trace, IntPredicate counts) {
    return cost(offer, trace, counts, request.service());
  }

  private Usd cost(ApiOffer offer, Trace trace, IntPredicate counts, ServiceClass service) {
    return switch (Tariff.of(offer, request.at(), service, request.region())) {
      case Tariff.Lookup.Missing(String reason) -> throw new IllegalStateException(reason);
      case Tariff.Lookup.Found(Tariff tariff) ->
          switch (bill(tariff, trace, counts).total()) {
            case Bill.Total.Unpriced(String reason) -> throw new IllegalStateException(reason);
            case Bill.Total.Priced priced -> priced.usd();
          };
    };
  }

  private List<CostLine> lines(ApiOffer offer, Bill.Total.Priced priced, String prefix) {
    return priced.lines().stream()
        .map(line -> line(offer, line, priced.discount(), prefix))
        .toList();
  }

  private CostLine line(ApiOffer offer, Bill.Line line, Multiplier discount, String prefix) {
    Traffic traffic = request.traffic();
    String tokenClass = prefix + line.tokenClass().key() + " tokens";
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

  private Feasibility feasibility(ApiOffer offer, List<String> unpriced) {
    List<Miss> misses = new ArrayList<>(request.constraints().misses(offer, peak));
    List<String> doubts = new ArrayList<>(unpriced);
    tooLong(offer).ifPresent(misses::add);
    request.constraints().doubt(offer.model()).ifPresent(doubts::add);
    String why = "no SLO was stated";
    if (request.sloStated()) {
      switch (latency(offer)) {
        case Feasibility.Infeasible(List<Miss> missed) -> misses.addAll(missed);
        case Feasibility.Unknown(String doubt) -> doubts.add(doubt);
        case Feasibility.Feasible(String met) -> why = met;
      }
    }
    return Feasibility.of(misses, unpriced.isEmpty() ? doubts : unpriced, why);
  }

  private Optional<Miss> tooLong(ApiOffer offer) {
    Traffic traffic = request.traffic();
    long context = offer.context().map(Tokens::count).orElse(Long.MAX_VALUE);
    long tooLong = traffic.longerThan(context);
    return tooLong == 0
        ? Optional.empty()
        : Optional.of(
            Miss.by(
                "context",
                "%d of %d requests exceed its %d-token context"
                    .formatted(tooLong, traffic.trace().size(), context),
                (double) traffic.longestRequest() / context,
                "requests of at most %d tokens".formatted(context)));
  }

  private Feasibility latency(ApiOffer offer) {
    return request.latencies().stream()
        .filter(latency -> latency.offerId().equals(offer.id()))
        .reduce(ApiLatency::and)
        .map(latency -> latency.meets(request.slo()))
        .orElseGet(
            () ->
                new Feasibility.Unknown(
                    "latency unknown: measure it, or state --api-latency %s:%s"
                        .formatted(offer.id(), request.slo())));
  }
}
