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
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.SyntheticTrace;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Simulated runs of deployments under a demand, each made once: which of them keep [Slo#USUAL].
///
/// The demand is steady, with Poisson arrivals and lengths spread as a real trace's about their
/// means, without prefixes in common. The closed form spares the runs that must fail. Not
/// thread-safe.
final class EngineTrials {
  static final int PERCENTILE = 95;

  private static final double TPOT_SECONDS = usual(Slo.Metric.TPOT);
  private static final double TTFT_SECONDS = usual(Slo.Metric.TTFT);
  private static final int KV_BYTES = 2;
  private static final int LEAST_REQUESTS = 1_000;
  private static final int MOST_REQUESTS = 16_000;

  /// A run lasts for so many batches, so that a queue that grows is seen to.
  private static final int BATCHES = 16;

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
      double perSecond) {
    private static final double STEPS_A_DOUBLING = 4;

    /// The same in steps of a fifth, never less: so few are told apart.
    Demand inSteps() {
      return new Demand(
          model, precision, engine, context, step(input), step(output), step(perSecond));
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
      String gpu,
      int tensorParallel) {}

  EngineTrials(ConstantsSource constants) {
    this.constants = constants;
  }

  private static double usual(Slo.Metric metric) {
    return Slo.USUAL.target(metric).orElseThrow().limit().toNanos() / 1e9;
  }

  /// Requests a second that keep `batch` of them running on GPUs of this kind; empty when the
  /// serving model denies that they do.
  Optional<Double> pace(Demand demand, double batch, GpuSpec gpu, int tensorParallel) {
    return capacity(deployment(demand, gpu, tensorParallel), demand, Double.POSITIVE_INFINITY)
        .filter(capacity -> capacity.batch() >= batch)
        .map(capacity -> capacity.atMost((int) Math.ceil(batch), "the largest batch seen"))
        .map(capacity -> capacity.steady().outputTokensPerSecond() / demand.output());
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
    int requests = Math.clamp((long) BATCHES * capacity.batch(), LEAST_REQUESTS, MOST_REQUESTS);
    try {
      Engine engine = Engine.of(capacity.model(), Engine.BLOCK_TOKENS);
      Outcome outcome =
          Simulator.run(
              SyntheticTrace.steady(
                  demand.perSecond(),
                  demand.input(),
                  demand.output(),
                  Math.toIntExact(demand.context()),
                  requests),
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
