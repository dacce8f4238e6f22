package dev.breakeven.bench;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.serving.sim.Admission;
import dev.breakeven.core.serving.sim.Cluster;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.serving.sim.Outcome;
import dev.breakeven.core.serving.sim.Simulator;
import dev.breakeven.core.workload.Trace;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A whole simulated run, percentiles and minute series included; the trace is made beforehand.
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 8)
@Measurement(iterations = 10)
@Fork(2)
public class SimulatorBenchmark {
  /// What is run: one million requests, but for the hour of 20,000.
  public enum Scenario {
    LOAD_70,
    OVERLOAD,
    EIGHT_REPLICAS,
    HASHES,
    HASHES_AFFINE,
    HOUR
  }

  private static final int REQUESTS = 1_000_000;

  /// Memory that overload fills so far that more than 3 % are pre-empted.
  private static final StepModel TIGHT =
      Traffic.llama70b(2, EngineSettings.DEFAULT.withGpuMemoryUtilization(0.8));

  @Param Scenario scenario = Scenario.LOAD_70;

  private Trace trace = Traffic.trace(1, 1, 1);
  private Cluster cluster = Cluster.of(engine(4), 1);

  /// Makes the trace, and fails when the scenario is not what its name says.
  @Setup
  public void prepare() {
    double four = Traffic.saturation(Traffic.llama70b(4));
    double two = Traffic.saturation(TIGHT);
    switch (scenario) {
      case LOAD_70 -> trace = Traffic.trace(REQUESTS, 0.7 * four, 1);
      case OVERLOAD -> {
        trace = Traffic.trace(REQUESTS, 1.5 * two, 2);
        cluster = Cluster.of(Engine.of(TIGHT, Engine.BLOCK_TOKENS), 1);
      }
      case EIGHT_REPLICAS -> {
        trace = Traffic.trace(REQUESTS, 8 * 0.7 * four, 3);
        cluster = Cluster.of(engine(4), 8);
      }
      case HASHES -> trace = Traffic.withPrefixes(REQUESTS, 0.2 * four, 4);
      case HASHES_AFFINE -> {
        trace = Traffic.withPrefixes(REQUESTS, 4 * 0.2 * four, 4);
        cluster =
            new Cluster(
                engine(4), 4, BalancePolicy.PREFIX_AFFINE, Admission.FCFS, Optional.empty(), 0);
      }
      case HOUR -> trace = Traffic.trace(20_000, 20_000 / 3600.0, 5);
    }
    Outcome outcome = Simulator.run(trace, cluster);
    double preempted = (double) outcome.counts().preemptions() / trace.size();
    boolean preempts = scenario != Scenario.OVERLOAD || preempted >= 0.03;
    if (outcome.counts().served() != trace.size() || !preempts) {
      throw new IllegalStateException(
          "served %d of %d, %.3f pre-empted"
              .formatted(outcome.counts().served(), trace.size(), preempted));
    }
  }

  @Benchmark
  public Outcome run() {
    return Simulator.run(trace, cluster);
  }

  private static Engine engine(int tensorParallel) {
    StepModel model = Traffic.llama70b(tensorParallel);
    return Engine.of(model, Engine.BLOCK_TOKENS);
  }
}
