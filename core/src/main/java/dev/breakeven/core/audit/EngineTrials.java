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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Simulated runs of deployments under a demand, each made once: which of them keep [Slo#USUAL].
///
/// The demand is steady, with lengths spread as a real trace's about their means and without
/// prefixes in common. Requests come by chance and, where a batch larger than chance makes was seen,
/// several at a time. The closed form spares the runs that must fail. Not thread-safe.
final class EngineTrials {
  static final int PERCENTILE = 95;

  private static final double TPOT_SECONDS = usual(Slo.Metric.TPOT);
  private static final double TTFT_SECONDS = usual(Slo.Metric.TTFT);
  private static final int KV_BYTES = 2;
  private static final int LEAST_REQUESTS = 1_000;
  private static final int MOST_REQUESTS = 16_000;

  /// How often the requests of one time come in a run at least.
  private static final int GROUPS = 30;

  /// How many deviations above its mean the largest batch of an hour is taken to be.
  private static final double PEAK = 3;

  private final ConstantsSource constants;
  private final Map<Key, Optional<Kept>> runs = new HashMap<>();

  /// What an engine is asked for; sequences of up to `context` tokens must fit.
  record Demand(
      ModelCard model,
      Precision precision,
      ServingEngine engine,
      long context,
      double input,
      double output,
      double perSecond,
      int together) {
    private static final double STEPS_A_DOUBLING = 4;

    /// The same in steps of a fifth, never less: so few are told apart.
    Demand inSteps() {
      return new Demand(
          model,
          precision,
          engine,
          context,
          step(input),
          step(output),
          step(perSecond),
          (int) step(together));
    }

    Demand together(int requests) {
      return new Demand(
          model, precision, engine, context, input, output, perSecond, Math.max(1, requests));
    }

    private static double step(double value) {
      double doublings = StrictMath.log(value) / StrictMath.log(2);
      return StrictMath.pow(2, Math.ceil(doublings * STEPS_A_DOUBLING - 1e-9) / STEPS_A_DOUBLING);
    }
  }

  /// Seconds at [#PERCENTILE] of a run that kept the targets.
  record Kept(Deployment deployment, double ttftSeconds, double tpotSeconds) {}

  private record Key(
      String model,
      Precision precision,
      ServingEngine engine,
      long context,
      double input,
      double output,
      double perSecond,
      int together,
      String gpu,
      int tensorParallel) {}

  EngineTrials(ConstantsSource constants) {
    this.constants = constants;
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
              return demand.together((int) Math.min(batch, above * above / mean));
            });
  }

  /// What `demand` sees of such a deployment; empty when it does not keep the targets.
  Optional<Kept> run(Demand demand, GpuSpec gpu, int tensorParallel) {
    Key key =
        new Key(
            demand.model().id().text(),
            demand.precision(),
            demand.engine(),
            demand.context(),
            demand.input(),
            demand.output(),
            demand.perSecond(),
            demand.together(),
            gpu.id().text(),
            tensorParallel);
    return runs.computeIfAbsent(key, _ -> ran(demand, deployment(demand, gpu, tensorParallel)));
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
        .flatMap(capacity -> simulated(capacity, demand));
  }

  /// The share of the time that serving takes at the largest batch.
  private static double busy(Capacity capacity, Demand demand) {
    return demand.perSecond()
        * (demand.input() * capacity.secondsPerInputToken()
            + demand.output() * capacity.secondsPerOutputToken());
  }

  private static Optional<Kept> simulated(Capacity capacity, Demand demand) {
    double hour = demand.perSecond() * Hours.of(1).seconds().toDouble();
    long enough = (long) Math.max(hour, (double) GROUPS * demand.together());
    int requests = Math.clamp(enough, LEAST_REQUESTS, MOST_REQUESTS);
    try {
      Engine engine = Engine.of(capacity.model(), Engine.BLOCK_TOKENS);
      Outcome outcome =
          Simulator.run(
              SyntheticTrace.steady(
                  new SyntheticTrace.Pace(demand.perSecond(), demand.together(), requests),
                  demand.input(),
                  demand.output(),
                  Math.toIntExact(demand.context())),
              Cluster.of(engine, 1));
      return outcome.counts().refused() == 0 ? kept(capacity, outcome) : Optional.empty();
    } catch (BreakevenException e) {
      return Optional.empty(); // the serving model does not know it: nothing is claimed
    }
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
                    .map(each -> new Kept(capacity.model().deployment(), first, each)));
  }
}
