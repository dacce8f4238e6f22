package dev.breakeven.core.audit;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.Fit;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.serving.sim.Cluster;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.serving.sim.Outcome;
import dev.breakeven.core.serving.sim.Simulator;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.SyntheticTrace;
import dev.breakeven.core.workload.Trace;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Simulated runs of deployments under a demand, each made once: which of them keep [Slo#USUAL].
///
/// The demand is steady, with lengths spread as a real trace's about their means and without
/// prefixes in common. Requests come by chance and, where a batch larger than chance makes was
/// seen, several at a time. The closed form spares the runs that must fail and, after [#MOST_RUNS]
/// of them, judges alone: mean lengths, no queue, room to spare. Not thread-safe.
final class EngineTrials {
  static final int PERCENTILE = 95;

  private static final double TPOT_SECONDS = usual(Slo.Metric.TPOT);
  private static final double TTFT_SECONDS = usual(Slo.Metric.TTFT);
  private static final double MOST_BUSY = 0.6;
  private static final int KV_BYTES = 2;

  /// Two or three seconds of them.
  static final int MOST_RUNS = 2_000;

  private static final int LEAST_REQUESTS = 1_000;
  private static final int MOST_REQUESTS = 4_000;

  /// How often the requests of one time come in a run at least.
  private static final int GROUPS = 20;

  /// How many deviations above its mean the largest batch of an hour is taken to be.
  private static final double PEAK = 3;

  private final ConstantsSource constants;
  private final int mostRuns;
  private final Map<Key, Optional<Kept>> runs = new HashMap<>();
  private final Map<Site, Engine> engines = new HashMap<>();
  private Optional<Sample> sample = Optional.empty();
  private int ran;

  /// What an engine is asked for; sequences of up to `context` tokens must fit.
  record Demand(
      ModelCard model,
      Precision precision,
      ServingEngine engine,
      long context,
      double input,
      double output,
      double perSecond,
      int together,
      int largest) {
    /// The same in steps of four tenths, and of the double for those that come together: few are
    /// told apart. Never fewer tokens a second, in longer requests.
    Demand inSteps() {
      double longer = step(input);
      double more = step(output);
      double pace = perSecond * (input + output) / (longer + more);
      return new Demand(
          model,
          precision,
          engine,
          context,
          longer,
          more,
          step(pace),
          doubled(together),
          doubled(largest));
    }

    private static int doubled(int value) {
      return 1 << (Integer.SIZE - Integer.numberOfLeadingZeros(value - 1));
    }

    private static double step(double value) {
      double halves = 2 * StrictMath.log(value) / StrictMath.log(2);
      return StrictMath.pow(2, Math.ceil(halves - 1e-9) / 2);
    }

    Demand with(int together, int largest) {
      return new Demand(
          model,
          precision,
          engine,
          context,
          input,
          output,
          perSecond,
          Math.max(1, together),
          Math.max(1, largest));
    }
  }

  /// Seconds of a deployment that keeps the targets: at [#PERCENTILE] where it was simulated, else
  /// of the closed form.
  record Kept(Deployment deployment, double ttftSeconds, double tpotSeconds, boolean simulated) {}

  /// The requests of a demand, kept for the deployments that are tried one after the other.
  private record Sample(Demand demand, Trace trace) {}

  /// A deployment, by names that are soon compared.
  private record Site(
      String model, Precision precision, ServingEngine engine, String gpu, int tensorParallel) {
    static Site of(Deployment deployment) {
      return new Site(
          deployment.model().id().text(),
          deployment.precision(),
          deployment.settings().engine(),
          deployment.gpu().id().text(),
          deployment.tensorParallel());
    }
  }

  private record Key(
      Site site,
      long context,
      double input,
      double output,
      double perSecond,
      int together,
      int largest) {}

  EngineTrials(ConstantsSource constants) {
    this(constants, MOST_RUNS);
  }

  EngineTrials(ConstantsSource constants, int mostRuns) {
    this.constants = constants;
    this.mostRuns = mostRuns;
  }

  private static double usual(Slo.Metric metric) {
    return Slo.USUAL.target(metric).orElseThrow().limit().toNanos() / 1e9;
  }

  /// `demand` with as many requests at a time as make up to `batch` of them run on such GPUs; empty
  /// when the serving model denies that they can.
  ///
  /// By Little's law a request runs beside `m` others in the mean. Where they come `g` at a time,
  /// their number has a variance of about `m` × `g`.
  Optional<Demand> withLargest(double batch, Demand demand, GpuSpec gpu, int tensorParallel) {
    return capacity(deployment(demand, gpu, tensorParallel), demand, Double.POSITIVE_INFINITY)
        .filter(capacity -> capacity.batch() >= batch)
        .map(capacity -> capacity.atMost(1, "one alone").steady())
        .map(
            alone -> {
              double seconds = alone.ttftSeconds() + demand.output() * alone.tpotSeconds();
              double mean = demand.perSecond() * seconds;
              double above = Math.max(0, batch - mean) / PEAK;
              return demand.with(
                  (int) Math.min(batch, above * above / mean), (int) Math.ceil(batch));
            });
  }

  /// What `demand` sees of such a deployment; empty when it does not keep the targets.
  Optional<Kept> run(Demand demand, GpuSpec gpu, int tensorParallel) {
    Deployment deployment = deployment(demand, gpu, tensorParallel);
    Key key =
        new Key(
            Site.of(deployment),
            demand.context(),
            demand.input(),
            demand.output(),
            demand.perSecond(),
            demand.together(),
            demand.largest());
    return runs.computeIfAbsent(key, _ -> ran(demand, deployment));
  }

  private static Deployment deployment(Demand demand, GpuSpec gpu, int tensorParallel) {
    return new Deployment(
        demand.model(),
        gpu,
        tensorParallel,
        demand.precision(),
        EngineSettings.of(demand.engine(), gpu, KV_BYTES));
  }

  private Optional<Capacity> capacity(Deployment deployment, Demand demand, double tpotLimit) {
    if (!(Fit.of(deployment, demand.context(), 1) instanceof Fit.Fits)) {
      return Optional.empty();
    }
    StepModel steps = constants.model(deployment);
    return Capacity.of(steps, demand.input(), demand.output(), tpotLimit).toOptional();
  }

  private Optional<Kept> ran(Demand demand, Deployment deployment) {
    return capacity(deployment, demand, TPOT_SECONDS)
        .filter(capacity -> busy(capacity, demand) < 1)
        .flatMap(
            capacity ->
                ran++ < mostRuns ? simulated(capacity, demand) : reckoned(capacity, demand));
  }

  /// The share of the time that serving takes at the largest batch.
  private static double busy(Capacity capacity, Demand demand) {
    return demand.perSecond()
        * (demand.input() * capacity.secondsPerInputToken()
            + demand.output() * capacity.secondsPerOutputToken());
  }

  private static Optional<Kept> reckoned(Capacity capacity, Demand demand) {
    double first = capacity.firstTokenSeconds(demand.input());
    return capacity.batch() >= demand.largest()
            && first <= TTFT_SECONDS
            && busy(capacity, demand) <= MOST_BUSY
        ? Optional.of(
            new Kept(capacity.model().deployment(), first, capacity.steady().tpotSeconds(), false))
        : Optional.empty();
  }

  private Optional<Kept> simulated(Capacity capacity, Demand demand) {
    try {
      Engine engine =
          engines.computeIfAbsent(
              Site.of(capacity.model().deployment()),
              _ -> Engine.of(capacity.model(), Engine.BLOCK_TOKENS));
      Outcome outcome = Simulator.run(trace(demand), Cluster.of(engine, 1));
      return outcome.counts().refused() == 0 ? kept(capacity, outcome) : Optional.empty();
    } catch (BreakevenException e) {
      return Optional.empty(); // the serving model does not know it: nothing is claimed
    }
  }

  private Trace trace(Demand demand) {
    Optional<Sample> same = sample.filter(each -> each.demand().equals(demand));
    if (same.isEmpty()) {
      double hour = demand.perSecond() * Hours.of(1).seconds().toDouble();
      long enough = (long) Math.max(hour, (double) GROUPS * demand.together());
      int requests = Math.clamp(enough, LEAST_REQUESTS, MOST_REQUESTS);
      Trace made =
          SyntheticTrace.steady(
              new SyntheticTrace.Pace(demand.perSecond(), demand.together(), requests),
              demand.input(),
              demand.output(),
              Math.toIntExact(demand.context()));
      same = Optional.of(new Sample(demand, made));
      sample = same;
    }
    return same.orElseThrow().trace();
  }

  private static Optional<Kept> kept(Capacity capacity, Outcome outcome) {
    Knowable<Double> ttft = outcome.ttft().seconds(PERCENTILE);
    Knowable<Double> tpot = outcome.tpot().seconds(PERCENTILE);
    return ttft.toOptional()
        .filter(seconds -> seconds <= TTFT_SECONDS)
        .flatMap(
            first ->
                tpot.toOptional()
                    .filter(seconds -> seconds <= TPOT_SECONDS)
                    .map(each -> new Kept(capacity.model().deployment(), first, each, true)));
  }
}
