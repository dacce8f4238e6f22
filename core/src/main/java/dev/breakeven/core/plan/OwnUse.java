package dev.breakeven.core.plan;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.Fit;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What the calls of a month would be on own GPUs, seen as kindly as can be.
final class OwnUse {
  private final CallMonth month;
  private final SameCalls calls;
  private final FirstInsight.Choices choices;
  private final List<GpuSpec> gpus;
  private final ConstantsSource constants;

  OwnUse(
      CallMonth month,
      SameCalls calls,
      FirstInsight.Choices choices,
      List<GpuSpec> gpus,
      ConstantsSource constants) {
    this.month = month;
    this.calls = calls;
    this.choices = choices;
    this.gpus = gpus;
    this.constants = constants;
  }

  /// `sameModel` gives the cheapest host of a model, `asIs` is what today's calls cost.
  Knowable<Insight.OwnGpus> best(
      Function<ModelId, Optional<Insight.Rung>> sameModel, Optional<Usd> asIs) {
    if (month.hasSums()) {
      return Knowable.unknown("sums of many calls do not say when the calls came");
    }
    List<Candidate> long_ =
        choices.candidates().stream()
            .filter(candidate -> candidate.model().maxContext() >= calls.longest())
            .toList();
    if (long_.isEmpty()) {
      return Knowable.unknown(
          "the longest call has %,d tokens, over the context of every model compared"
              .formatted(calls.longest()));
    }
    try {
      Traffic traffic = new Traffic(month.trace(), Ratio.ONE);
      if (traffic.tokensPerMonth().count() == 0) {
        return Knowable.unknown("the calls have no tokens to compute");
      }
      OwnSearch search = new OwnSearch(asked(traffic, long_), gpus, constants);
      return search.options().stream()
          .filter(this::holdsLongest)
          .findFirst()
          .map(own -> Knowable.known(of(own, search, traffic, sameModel, asIs)))
          .orElse(
              Knowable.unknown(
                  "no GPUs for rent hold the longest call of %,d tokens"
                      .formatted(calls.longest())));
    } catch (BreakevenException e) {
      return Knowable.unknown(e.what());
    }
  }

  /// The trace knows only what no cache held; the context in memory is all of it.
  private boolean holdsLongest(Option.Own own) {
    return Fit.of(own.sizing().capacity().model().deployment(), Math.max(1, calls.longest()), 1)
        instanceof Fit.Fits;
  }

  private PlanRequest asked(Traffic traffic, List<Candidate> candidates) {
    return new PlanRequest(
        traffic,
        Slo.NONE,
        false,
        Optional.empty(),
        Optional.empty(),
        candidates,
        choices.gpuOffers(),
        List.of(),
        ServiceClass.STANDARD,
        "",
        choices.assumptions(),
        Constraints.NONE,
        Flexibility.NONE,
        Map.of(),
        choices.engine(),
        choices.at());
  }

  private Insight.OwnGpus of(
      Option.Own own,
      OwnSearch search,
      Traffic traffic,
      Function<ModelId, Optional<Insight.Rung>> sameModel,
      Optional<Usd> asIs) {
    Sizing sizing = own.sizing();
    Capacity capacity = sizing.capacity();
    int gpusEach = capacity.model().deployment().tensorParallel();
    Usage total = calls.total();
    double uncached =
        (total.totalInput() * capacity.secondsPerInputToken()
                + total.totalOutput() * capacity.secondsPerOutputToken())
            / month.period().seconds().toDouble();
    ReplicaGrowth growth = search.growth(own);
    Function<Usd, Optional<Ratio>> factor =
        api ->
            factor(
                Staircase.of(own, growth, "", api, traffic.tokensPerMonth(), choices.assumptions()),
                traffic);
    return new Insight.OwnGpus(
        own.label(),
        own.model().text(),
        sizing.offer().gpu().text(),
        own.monthly().orElseThrow().value(),
        sizing.queue().meanLoad() * gpusEach,
        uncached * gpusEach,
        sameModel
            .apply(own.model())
            .flatMap(
                rung ->
                    rung.monthly()
                        .toOptional()
                        .map(usd -> new Insight.Against(rung.name(), factor.apply(usd)))),
        asIs.map(usd -> new Insight.Against("as is", factor.apply(usd))));
  }

  private static Optional<Ratio> factor(Staircase stairs, Traffic traffic) {
    return stairs
        .breakEven()
        .map(
            crossing ->
                Ratio.of(crossing.tokensPerMonth().count(), traffic.tokensPerMonth().count()));
  }
}
