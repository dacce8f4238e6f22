package dev.breakeven.core.audit;

import dev.breakeven.core.audit.EngineTrials.Demand;
import dev.breakeven.core.audit.EngineTrials.Kept;
import dev.breakeven.core.audit.Telemetry.Metric;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Engines whose busiest hour a smaller GPU, or fewer of them, would serve within the latency goal.
///
/// An engine reserves memory whatever it needs, so memory in use says nothing: the simulator is
/// asked. It is given requests of the lengths and at the pace of the busiest hour, as many at a
/// time as the largest batch tells: how uneven the hour was is not known otherwise. Where model,
/// precision, lengths or GPU are not known, or what runs already would not keep the goal by the
/// simulator, nothing is said.
final class OversizedEngineRule implements WasteRule {
  private static final long LEAST_HOURS = 72;
  private static final int[] TENSOR_PARALLEL = {1, 2, 4, 8};
  private static final Ratio MOST_OF_RENT = Ratio.percent(80);

  /// Of fewer requests the mean lengths say little, since they are counted when they end.
  private static final double ENOUGH_REQUESTS = 50;

  private final EngineTrials trials;
  private final Map<String, List<GpuOffer>> offers = new HashMap<>();

  OversizedEngineRule(ConstantsSource constants) {
    trials = new EngineTrials(constants);
  }

  @Override
  public String id() {
    return "oversized-engine";
  }

  /// The demand at the pace of the busiest hour, and how many requests there were at once.
  private record Load(Demand demand, double batch) {}

  private record Choice(Kept kept, GpuOffer offer, Usd month) {}

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, List<Gpus.Gpu>> each : estate.gpus().byHolder().entrySet()) {
      Engines.Engine engine = estate.engines().of(each.getKey());
      if (!each.getKey().isEmpty()
          && engine.hours() >= LEAST_HOURS
          && each.getValue().stream().noneMatch(IdleGpus::isIdle)) {
        judge(estate, engine, each.getValue()).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private Optional<Finding> judge(Estate estate, Engines.Engine engine, List<Gpus.Gpu> gpus) {
    Optional<Load> load = load(estate, engine, gpus.getFirst());
    Optional<GpuSpec> spec = estate.gpus().spec(gpus.getFirst());
    Optional<Gpus.Rent> rent = gpus.getFirst().rent();
    if (load.isEmpty() || spec.isEmpty() || rent.isEmpty()) {
      return Optional.empty();
    }
    Usd now = rent.get().perGpu().times(Hours.MONTH).times(gpus.size());
    return trials
        .withLargest(load.get().batch(), load.get().demand(), spec.get(), gpus.size())
        .map(Demand::inSteps)
        .filter(demand -> trials.run(demand, spec.get(), gpus.size()).isPresent())
        .flatMap(
            demand ->
                smaller(estate, demand, gpus.getFirst(), now)
                    .map(choice -> finding(engine.pod(), load.get(), demand, gpus, now, choice)));
  }

  private Finding finding(
      String pod, Load load, Demand demand, List<Gpus.Gpu> gpus, Usd now, Choice choice) {
    Gpus.Rent rent = gpus.getFirst().rent().orElseThrow();
    return new Finding(
        id(),
        pod,
        Optional.of(now.minus(choice.month())),
        rent.basis().weaker(Basis.ASSUMED),
        Finding.Confidence.LOW,
        List.of(
            "%s has %,.0f requests of %,.0f + %,.0f tokens in its busiest hour, at most %.0f at once"
                .formatted(
                    Finding.quoted(load.demand().model().id().text()),
                    load.demand().perSecond() * Hours.of(1).seconds().toDouble(),
                    load.demand().input(),
                    load.demand().output(),
                    load.batch()),
            "%s, %s a month at %s (list): %s TTFT %s, TPOT %.1f ms, for %s"
                .formatted(
                    choice.kept().deployment(),
                    Amounts.dollars(choice.month()),
                    choice.offer().id(),
                    choice.kept().simulated()
                        ? "simulated p" + EngineTrials.PERCENTILE
                        : "reckoned mean",
                    Amounts.time(choice.kept().ttftSeconds()),
                    1e3 * choice.kept().tpotSeconds(),
                    Slo.USUAL),
            how(demand, choice.kept()),
            "now %,d GPUs for %s a month by %s"
                .formatted(gpus.size(), Amounts.dollars(now), rent.source())),
        "Try " + choice.kept().deployment() + "; replay a trace of it with lab simulate before");
  }

  private static String how(Demand demand, Kept kept) {
    return "%s %.2g requests a second of %,.0f + %,.0f tokens, %,d at a time"
        .formatted(
            kept.simulated()
                ? "simulated at"
                : "not simulated, as %,d other runs were made; by the closed form for"
                    .formatted(EngineTrials.MOST_RUNS),
            demand.perSecond(),
            demand.input(),
            demand.output(),
            demand.together());
  }

  private static Optional<Load> load(Estate estate, Engines.Engine engine, Gpus.Gpu gpu) {
    Optional<Cluster.Pod> pod = gpu.holder();
    String stated =
        engine.model().isEmpty() ? pod.map(Arguments::model).orElse("") : engine.model();
    Optional<ModelCard> model = estate.market().findModel(stated);
    Optional<Precision> precision = pod.flatMap(each -> Arguments.precision(each, stated));
    double batch = engine.peak(Metric.RUNNING);
    long hour = engine.busiestHour();
    boolean enough = engine.at(Metric.REQUESTS, hour) >= ENOUGH_REQUESTS;
    double requests = enough ? engine.at(Metric.REQUESTS, hour) : engine.sum(Metric.REQUESTS);
    double input = tokens(engine, Metric.PROMPT_TOKENS, enough, hour);
    double output = tokens(engine, Metric.GENERATED_TOKENS, enough, hour);
    if (model.isEmpty() || precision.isEmpty() || requests < 1 || output < 1 || !(batch >= 1)) {
      return Optional.empty();
    }
    double tokensAnHour =
        engine.at(Metric.PROMPT_TOKENS, hour) + engine.at(Metric.GENERATED_TOKENS, hour);
    long context = pod.map(Arguments::context).orElse(0L);
    return Optional.of(
        new Load(
            new Demand(
                model.get(),
                precision.get(),
                pod.filter(Cluster.Pod::isSglang).isPresent()
                    ? ServingEngine.SGLANG
                    : ServingEngine.VLLM,
                context > 0 ? context : model.get().maxContext(),
                Math.max(1, input / requests),
                Math.max(1, output / requests),
                Math.max(1, tokensAnHour / ((input + output) / requests))
                    / Hours.of(1).seconds().toDouble(),
                1,
                1),
            batch + Math.max(0, engine.peakOrZero(Metric.WAITING))));
  }

  private static double tokens(Engines.Engine engine, Metric metric, boolean ofHour, long hour) {
    return ofHour ? engine.at(metric, hour) : engine.sum(metric);
  }

  /// The cheapest of the same cloud that keeps the goal, at under [#MOST_OF_RENT] of the rent.
  private Optional<Choice> smaller(Estate estate, Demand demand, Gpus.Gpu gpu, Usd now) {
    String cloud = estate.gpus().cloud(gpu);
    List<GpuOffer> cheapestFirst =
        offers.computeIfAbsent(cloud, name -> cheapestFirst(estate, name));
    Usd most = now.times(MOST_OF_RENT);
    for (GpuOffer offer : cheapestFirst) {
      if (offer.perMonth(1).compareTo(most) >= 0) {
        break;
      }
      Optional<Kept> kept = kept(estate, demand, offer);
      if (kept.isPresent()) {
        return Optional.of(new Choice(kept.get(), offer, offer.perMonth(1)));
      }
    }
    return Optional.empty();
  }

  private static List<GpuOffer> cheapestFirst(Estate estate, String cloud) {
    return estate.market().gpuOffers().stream()
        .filter(offer -> cloud.isEmpty() || offer.provider().text().equals(cloud))
        .filter(offer -> offer.term() == Term.ON_DEMAND && !offer.isVariable())
        .sorted(
            Comparator.comparing((GpuOffer offer) -> offer.perMonth(1)).thenComparing(GpuOffer::id))
        .toList();
  }

  private Optional<Kept> kept(Estate estate, Demand demand, GpuOffer offer) {
    Optional<GpuSpec> gpu = estate.market().findGpu(offer.gpu().text());
    for (int tensorParallel : TENSOR_PARALLEL) {
      if (gpu.isPresent() && tensorParallel <= offer.gpuCount()) {
        Optional<Kept> kept = trials.run(demand, gpu.get(), tensorParallel);
        if (kept.isPresent()) {
          return kept;
        }
      }
    }
    return Optional.empty();
  }
}
