package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.CallFacts;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.plan.Assumptions;
import dev.breakeven.core.plan.Candidate;
import dev.breakeven.core.plan.Constraints;
import dev.breakeven.core.plan.Flexibility;
import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.PlanRequest;
import dev.breakeven.core.plan.Planner;
import dev.breakeven.core.plan.Traffic;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Calls to an open model at a host, so many that GPUs of one's own would serve them for less.
///
/// The planner's closed form prices both: rent on demand, a spare replica and labour against what
/// the calls cost. That form is kind to own GPUs, so they must be cheaper by a margin, and cheaper
/// than every host. Traffic of less than a week, and one that ended, says nothing of next month.
final class PastBreakEvenRule implements WasteRule {
  private static final Ratio MOST_OF_SPEND = Ratio.percent(70);
  private static final Usd LEAST = Usd.ofDollars(2_000);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int LEAST_DAYS = 5;
  private static final Duration ENDED = Duration.ofDays(2);
  private static final List<Precision> PRECISIONS = List.of(Precision.BF16, Precision.FP8);

  private final Map<String, Hosted> models = new TreeMap<>();
  private final Market market;
  private final ListPrices prices;
  private final Planner planner;
  private final Instant at;
  private Instant last = Instant.MIN;

  private static final class Hosted {
    private final ModelCard model;
    private final Set<CallFacts.Sold> sold = new HashSet<>();
    private final Set<Long> days = new HashSet<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long calls;
    private Usage tokens = Usage.NONE;
    private Usd usd = Usd.ZERO;
    private Basis basis = Basis.INVOICE;
    private Optional<TrafficSample> sample = Optional.empty();

    Hosted(ModelCard model) {
      this.model = model;
    }
  }

  PastBreakEvenRule(Market market, ConstantsSource constants, Instant at) {
    this.market = market;
    prices = new ListPrices(market);
    planner = new Planner(market, constants);
    this.at = at;
  }

  @Override
  public String id() {
    return "api-past-break-even";
  }

  @Override
  public void see(CallFact fact) {
    if (!(fact instanceof CallFact.Group group) || group.kind() == CallFact.Kind.INVOICE_LINES) {
      return;
    }
    last = group.last().isAfter(last) ? group.last() : last;
    if (group.kind() == CallFact.Kind.CALLS && group.basis().isPresent()) {
      prices
          .offer(group.provider(), group.model())
          .filter(ApiOffer::openWeights)
          .flatMap(offer -> market.findModel(offer.model().text()))
          .ifPresent(model -> add(model, group, group.basis().get()));
    }
  }

  private void add(ModelCard model, CallFact.Group group, Basis basis) {
    Hosted hosted = models.computeIfAbsent(model.id().text(), _ -> new Hosted(model));
    hosted.sold.add(new CallFacts.Sold(group.provider(), group.model()));
    hosted.days.add(group.first().getEpochSecond() / Duration.ofDays(1).toSeconds());
    hosted.first = group.first().isBefore(hosted.first) ? group.first() : hosted.first;
    hosted.last = group.last().isAfter(hosted.last) ? group.last() : hosted.last;
    hosted.calls += group.rows();
    hosted.tokens = hosted.tokens.plus(group.usage());
    hosted.usd = hosted.usd.plus(group.usd());
    hosted.basis = hosted.basis.weaker(basis);
  }

  @Override
  public void complete(CallFacts facts) {
    for (Hosted hosted : models.values()) {
      boolean goesOn =
          Duration.between(hosted.first, hosted.last).compareTo(WEEK) >= 0
              && hosted.days.size() >= LEAST_DAYS
              && Duration.between(hosted.last, last).compareTo(ENDED) <= 0;
      if (goesOn && month(hosted).compareTo(LEAST) >= 0) {
        hosted.sample = Optional.of(TrafficSample.of(facts, hosted.sold, hosted.calls));
      }
    }
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    for (Hosted hosted : models.values()) {
      hosted
          .sample
          .flatMap(sample -> judge(hosted, sample, month(hosted)))
          .ifPresent(findings::add);
    }
    return findings;
  }

  private static Usd month(Hosted hosted) {
    return Estate.perMonth(hosted.usd, hours(hosted));
  }

  private static Hours hours(Hosted hosted) {
    long seconds = Duration.between(hosted.first, hosted.last).toSeconds();
    return Hours.ofSeconds(Ratio.of(Math.max(1, seconds)));
  }

  private Optional<Finding> judge(Hosted hosted, TrafficSample sample, Usd month) {
    Plan plan = planner.estimate(request(hosted, sample));
    Optional<Option.Own> own =
        cheapest(plan, option -> option instanceof Option.Own each ? Stream.of(each) : Stream.of());
    Optional<Option.Hosted> host =
        cheapest(
            plan, option -> option instanceof Option.Hosted each ? Stream.of(each) : Stream.of());
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Usd owned = own.get().monthly().orElseThrow().value();
    Usd least = host.map(each -> usd(each)).filter(usd -> usd.compareTo(month) < 0).orElse(month);
    if (owned.compareTo(least.times(MOST_OF_SPEND)) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            id(),
            hosted.model.id().text(),
            Optional.of(month.minus(owned)),
            hosted.basis.weaker(own.get().monthly().orElseThrow().basis()),
            Finding.Confidence.LOW,
            List.of(
                "%s + %s tokens on %,d days cost %s a month at %s"
                    .formatted(
                        Amounts.tokens(Tokens.of(hosted.tokens.totalInput())),
                        Amounts.tokens(Tokens.of(hosted.tokens.totalOutput())),
                        hosted.days.size(),
                        Amounts.dollars(month),
                        names(hosted)),
                "%s would cost %s a month, with a spare replica and labour"
                    .formatted(own.get().label(), Amounts.dollars(owned)),
                "by the closed form, nothing simulated, for " + Slo.USUAL),
            "Simulate it with 'plan' over a trace of these calls; then rent by the month"));
  }

  private static String names(Hosted hosted) {
    return String.join(
        ", ",
        hosted.sold.stream()
            .map(CallFacts.Sold::provider)
            .distinct()
            .sorted()
            .map(Finding::quoted)
            .toList());
  }

  private static Usd usd(Option option) {
    return option.monthly().orElseThrow().value();
  }

  private static <T extends Option> Optional<T> cheapest(
      Plan plan, Function<Option, Stream<T>> kind) {
    return plan.options().stream()
        .filter(option -> option.monthly().isPresent() && !option.feasibility().isRejected())
        .flatMap(kind)
        .min(Comparator.comparing(PastBreakEvenRule::usd));
  }

  private PlanRequest request(Hosted hosted, TrafficSample sample) {
    Duration period = Duration.between(hosted.first, hosted.last);
    return new PlanRequest(
        new Traffic(sample.trace(period), sample.each()),
        Slo.USUAL,
        false,
        Optional.empty(),
        Optional.empty(),
        List.of(new Candidate(hosted.model, PRECISIONS)),
        market.gpuOffers().stream()
            .filter(offer -> offer.term() == Term.ON_DEMAND && !offer.isVariable())
            .filter(offer -> !offer.basis().equals("user-stated"))
            .toList(),
        List.of(),
        ServiceClass.STANDARD,
        "",
        Assumptions.DEFAULT,
        Constraints.NONE,
        Flexibility.NONE,
        Map.of(),
        ServingEngine.VLLM,
        at);
  }
}
