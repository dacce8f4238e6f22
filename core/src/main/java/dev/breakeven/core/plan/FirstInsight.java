package dev.breakeven.core.plan;

import dev.breakeven.core.ledger.CallLog;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Compares what a log of calls cost with what the same calls would cost elsewhere.
///
/// Hosted offers are priced call by call at the same share of cached input; own GPUs are sized by
/// the search of the [Planner]. Pure: same log, market and choices, same insight.
public final class FirstInsight {
  private final Market market;
  private final ListPrices prices;
  private final ConstantsSource constants;

  /// What is compared, and what own GPUs cost besides rent; `at` is the instant and `region` the
  /// region, empty for none, whose prices are in force.
  public record Choices(
      List<Candidate> candidates,
      List<GpuOffer> gpuOffers,
      Optional<ApiOffer> frontier,
      String region,
      Assumptions assumptions,
      ServingEngine engine,
      Instant at) {
    public Choices {
      candidates = List.copyOf(candidates);
      gpuOffers = List.copyOf(gpuOffers);
    }
  }

  public FirstInsight(Market market, ListPrices prices, ConstantsSource constants) {
    this.market = market;
    this.prices = prices;
    this.constants = constants;
  }

  /// `log` must have a call.
  public Insight of(CallLog log, Choices choices) {
    CallMonth month = CallMonth.of(log);
    SameCalls calls = new SameCalls(month, choices.at(), choices.region());
    Knowable<Usd> asIs = asIs(month);
    List<Insight.Rung> ladder = new ArrayList<>();
    ladder.add(new Insight.Rung("as is", Insight.Role.AS_IS, asIs, ""));
    ownModel(month, calls).ifPresent(ladder::add);
    choices
        .frontier()
        .filter(offer -> ladder.stream().noneMatch(rung -> rung.name().equals(offer.id())))
        .ifPresent(offer -> ladder.add(rung(offer, Insight.Role.FRONTIER, calls)));
    choices.candidates().forEach(each -> ladder.add(cheapestHost(each.model().id(), calls)));
    Knowable<Insight.OwnGpus> own =
        new OwnUse(month, calls, choices, market.gpus(), constants)
            .best(model -> sameModel(model, calls), asIs.toOptional());
    own.toOptional()
        .filter(gpus -> !gpus.isTooLittle())
        .ifPresent(gpus -> ladder.add(ownRung(gpus)));
    ladder.sort(BY_COST);
    LogSums sums = new LogSums(log);
    return new Insight(
        InsightVerdict.line(ladder, own),
        sums.sources(),
        sums.spend(),
        month(month, asIs),
        ladder,
        own,
        new WasteHints(month, prices, choices.at()).hints(),
        assumptions(choices),
        market.asOf());
  }

  private static Insight.Month month(CallMonth month, Knowable<Usd> asIs) {
    Usage all = month.calls().mapToObj(month.log()::usage).reduce(Usage.NONE, Usage::plus);
    return new Insight.Month(
        month.period(),
        month.factor(),
        asIs,
        month.to(),
        month.perMonth(all.total()),
        month.perMonth(Tokens.of(all.totalOutput())));
  }

  private static final Comparator<Insight.Rung> BY_COST =
      Comparator.comparing(
              (Insight.Rung rung) -> rung.monthly().toOptional().orElse(new Usd(Long.MAX_VALUE)))
          .thenComparing(Insight.Rung::role);

  private static Knowable<Usd> asIs(CallMonth month) {
    return month.calls().anyMatch(month.log()::isPriced)
        ? Knowable.known(
            month.perMonth(
                month
                    .calls()
                    .mapToObj(month.log()::cost)
                    .flatMap(Optional::stream)
                    .reduce(Usd.ZERO, Usd::plus)))
        : Knowable.unknown("no call has a known price");
  }

  private static Insight.Rung rung(ApiOffer offer, Insight.Role role, SameCalls calls) {
    return new Insight.Rung(offer.id(), role, calls.at(offer), "");
  }

  /// All calls on the cheapest of several models that are used already.
  private Optional<Insight.Rung> ownModel(CallMonth month, SameCalls calls) {
    List<ApiOffer> used =
        month
            .compared()
            .mapToObj(month.log()::kind)
            .distinct()
            .flatMap(kind -> prices.offer(kind.provider(), kind.model()).stream())
            .distinct()
            .toList();
    return used.size() < 2
        ? Optional.empty()
        : used.stream()
            .map(offer -> rung(offer, Insight.Role.OWN_MODEL, calls))
            .filter(rung -> rung.monthly().toOptional().isPresent())
            .min(BY_COST.thenComparing(Insight.Rung::name));
  }

  private Insight.Rung cheapestHost(ModelId model, SameCalls calls) {
    List<Insight.Rung> hosts =
        market.hostsOf(model).stream()
            .sorted(
                Comparator.comparing((ApiOffer offer) -> offer.context().orElse(Tokens.NONE))
                    .reversed())
            .map(offer -> rung(offer, Insight.Role.SAME_MODEL, calls))
            .toList();
    List<Insight.Rung> priced =
        hosts.stream()
            .filter(rung -> rung.monthly().toOptional().isPresent())
            .sorted(BY_COST.thenComparing(Insight.Rung::name))
            .toList();
    if (priced.isEmpty()) {
      Knowable<Usd> why =
          hosts.isEmpty() ? Knowable.unknown("no host sells it") : hosts.getFirst().monthly();
      return new Insight.Rung(model.text(), Insight.Role.SAME_MODEL, why, "");
    }
    Insight.Rung first = priced.getFirst();
    Usd median = priced.get(priced.size() / 2).monthly().toOptional().orElseThrow();
    String note =
        priced.size() == 1
            ? "the only host for these calls"
            : "of %d hosts, median $%s".formatted(priced.size(), Judge.amount(median));
    return new Insight.Rung(first.name(), first.role(), first.monthly(), note);
  }

  private Optional<Insight.Rung> sameModel(ModelId model, SameCalls calls) {
    return Optional.of(cheapestHost(model, calls))
        .filter(rung -> rung.monthly().toOptional().isPresent());
  }

  private static Insight.Rung ownRung(Insight.OwnGpus own) {
    return new Insight.Rung(
        own.option(), Insight.Role.OWN_GPUS, Knowable.known(own.monthly()), "at best");
  }

  private static List<Plan.Assumption> assumptions(Choices choices) {
    List<Plan.Assumption> list = new ArrayList<>();
    list.add(
        new Plan.Assumption(
            "same tokens and cached share at every model; no cache price: all input in full", ""));
    list.add(
        new Plan.Assumption("no quality bar: open models stand in by your word", "--candidate"));
    list.add(
        new Plan.Assumption(
            "own GPUs at best: no latency goal, labour %s FTE at $%s"
                .formatted(
                    choices.assumptions().fte(),
                    Judge.dollars(choices.assumptions().salaryPerYear())),
            "--slo --fte --salary"));
    return list;
  }
}
