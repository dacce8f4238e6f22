package dev.breakeven.core.audit;

import dev.breakeven.core.audit.Telemetry.Metric;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.Fit;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Engines whose busiest hour a smaller GPU, or fewer of them, would serve within the latency goal.
///
/// An engine reserves memory whatever it needs, so memory in use says nothing: the serving model
/// says whether weights, the longest context and the largest batch that was seen fit, and whether
/// the tokens of the busiest hour leave room. Where model, precision, lengths or GPU are not known,
/// or the serving model denies what runs already, nothing is said.
final class OversizedEngineRule implements WasteRule {
  private static final long LEAST_HOURS = 72;
  private static final int[] TENSOR_PARALLEL = {1, 2, 4, 8};
  private static final double TPOT_SECONDS = usual(Slo.Metric.TPOT);
  private static final double TTFT_SECONDS = usual(Slo.Metric.TTFT);
  private static final double MOST_BUSY = 0.6;
  private static final int KV_BYTES = 2;
  private static final Ratio MOST_OF_RENT = Ratio.percent(80);

  private final ConstantsSource constants;

  OversizedEngineRule(ConstantsSource constants) {
    this.constants = constants;
  }

  private static double usual(Slo.Metric metric) {
    return Slo.USUAL.target(metric).orElseThrow().limit().toNanos() / 1e9;
  }

  @Override
  public String id() {
    return "oversized-engine";
  }

  /// What an engine serves: mean lengths, the largest batch, and the tokens of its busiest hour.
  private record Load(
      ModelCard model,
      Precision precision,
      ServingEngine engine,
      long context,
      double input,
      double output,
      double batch,
      double inputAnHour,
      double outputAnHour) {}

  private record Choice(Deployment deployment, Capacity capacity, GpuOffer offer, Usd month) {}

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
    if (load.isEmpty()
        || spec.isEmpty()
        || rent.isEmpty()
        || capacity(load.get(), spec.get(), gpus.size()).isEmpty()) {
      return Optional.empty();
    }
    Usd now = rent.get().perGpu().times(Hours.MONTH).times(gpus.size());
    return smaller(estate, load.get(), gpus, now)
        .map(choice -> finding(engine.pod(), load.get(), gpus, rent.get(), now, choice));
  }

  private Finding finding(
      String pod, Load load, List<Gpus.Gpu> gpus, Gpus.Rent rent, Usd now, Choice choice) {
    return new Finding(
        id(),
        pod,
        Optional.of(now.minus(choice.month())),
        rent.basis().weaker(Basis.ASSUMED),
        Finding.Confidence.LOW,
        List.of(
            "%s serves at most %.0f requests at once and %s + %s tokens in its busiest hour"
                .formatted(
                    Finding.quoted(load.model().id().text()),
                    load.batch(),
                    Amounts.tokens(Tokens.of(Math.round(load.inputAnHour()))),
                    Amounts.tokens(Tokens.of(Math.round(load.outputAnHour())))),
            "%s holds %,d at once within %s, %s a month at %s (list)"
                .formatted(
                    choice.deployment(),
                    choice.capacity().batch(),
                    Slo.USUAL,
                    Amounts.dollars(choice.month()),
                    choice.offer().id()),
            "now %,d GPUs for %s a month by %s; by the serving model, mean lengths, no queue"
                .formatted(gpus.size(), Amounts.dollars(now), rent.source())),
        "Try " + choice.deployment() + "; check it with lab simulate before");
  }

  private static Optional<Load> load(Estate estate, Engines.Engine engine, Gpus.Gpu gpu) {
    Optional<Cluster.Pod> pod = gpu.holder();
    String stated =
        engine.model().isEmpty() ? pod.map(Arguments::model).orElse("") : engine.model();
    Optional<ModelCard> model = estate.market().findModel(stated);
    Optional<Precision> precision = pod.flatMap(each -> Arguments.precision(each, stated));
    double requests = engine.sum(Metric.REQUESTS);
    double output = engine.sum(Metric.GENERATED_TOKENS);
    double batch = engine.peak(Metric.RUNNING);
    if (model.isEmpty() || precision.isEmpty() || requests < 1 || output < 1 || !(batch >= 1)) {
      return Optional.empty();
    }
    long context = pod.map(Arguments::context).orElse(0L);
    return Optional.of(
        new Load(
            model.get(),
            precision.get(),
            pod.filter(Cluster.Pod::isSglang).isPresent()
                ? ServingEngine.SGLANG
                : ServingEngine.VLLM,
            context > 0 ? context : model.get().maxContext(),
            engine.sum(Metric.PROMPT_TOKENS) / requests,
            Math.max(1, output / requests),
            batch + Math.max(0, engine.peakOrZero(Metric.WAITING)),
            engine.peakOrZero(Metric.PROMPT_TOKENS),
            engine.peakOrZero(Metric.GENERATED_TOKENS)));
  }

  /// What such a deployment carries; empty when that is not enough, or not known.
  private Optional<Capacity> capacity(Load load, GpuSpec gpu, int tensorParallel) {
    Deployment deployment =
        new Deployment(
            load.model(),
            gpu,
            tensorParallel,
            load.precision(),
            EngineSettings.of(load.engine(), gpu, KV_BYTES));
    if (!(Fit.of(deployment, load.context(), 1) instanceof Fit.Fits)) {
      return Optional.empty();
    }
    StepModel steps = constants.model(deployment);
    return Capacity.of(steps, load.input(), load.output(), TPOT_SECONDS)
        .toOptional()
        .filter(capacity -> capacity.batch() >= load.batch())
        .filter(capacity -> capacity.firstTokenSeconds(load.input()) <= TTFT_SECONDS)
        .filter(
            capacity ->
                capacity.secondsPerInputToken() * load.inputAnHour()
                        + capacity.secondsPerOutputToken() * load.outputAnHour()
                    <= MOST_BUSY * Hours.of(1).seconds().toDouble());
  }

  /// The cheapest of the same cloud that carries the load, at under [#MOST_OF_RENT] of the rent.
  private Optional<Choice> smaller(Estate estate, Load load, List<Gpus.Gpu> gpus, Usd now) {
    String cloud = estate.gpus().cloud(gpus.getFirst());
    List<Choice> choices = new ArrayList<>();
    for (GpuOffer offer : estate.market().gpuOffers()) {
      Usd month = offer.perMonth(1);
      boolean cheaper = month.compareTo(now.times(MOST_OF_RENT)) < 0;
      boolean same = cloud.isEmpty() || offer.provider().text().equals(cloud);
      if (cheaper && same && offer.term() == Term.ON_DEMAND && !offer.isVariable()) {
        choice(estate, load, offer, month).ifPresent(choices::add);
      }
    }
    return choices.stream()
        .min(Comparator.comparing(Choice::month).thenComparing(choice -> choice.offer().id()));
  }

  private Optional<Choice> choice(Estate estate, Load load, GpuOffer offer, Usd month) {
    Optional<GpuSpec> gpu = estate.market().findGpu(offer.gpu().text());
    for (int tensorParallel : TENSOR_PARALLEL) {
      if (gpu.isPresent() && tensorParallel <= offer.gpuCount()) {
        Optional<Choice> found =
            capacity(load, gpu.get(), tensorParallel)
                .map(capacity -> new Choice(capacity.model().deployment(), capacity, offer, month));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
