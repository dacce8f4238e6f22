package dev.breakeven.core.serving.sim;

import static dev.breakeven.core.serving.sim.SmallEngine.row;
import static dev.breakeven.core.serving.sim.SmallEngine.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.serving.SteadyState;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The simulator where the answer is known without simulating.
class ClosedFormsTest {
  private static final double PICOS = 1e12;
  private static final StepModel MODEL =
      new StepModel(
          KnownHardware.of(KnownHardware.LLAMA_70B, KnownHardware.H100, 4, Precision.FP8, 64, 2),
          StepConstants.DEFAULT);

  @Test
  void oneRequestTakesItsChunksAndThenAStepAToken() {
    Engine engine = new SmallEngine(4, 8, 1000, 10, 1000).engine();

    Simulator run = Simulator.finished(trace(row(0, 20, 5)), Cluster.of(engine, 1));

    // 20 prompt tokens in chunks of 8, 8 and 4; then 4 steps that read 21 to 24 tokens
    assertThat(run.requests().firstToken[0]).isEqualTo(3 * 1000);
    assertThat(run.requests().finish[0]).isEqualTo(3 * 1000 + 4 * 1000 + 10 * (21 + 22 + 23 + 24));
    assertThat(run.replicas().replicas[0].engineSteps()).isEqualTo(7);
  }

  @Test
  void promptsShareAStepUpToTheTokenBudget() {
    Engine engine = new SmallEngine(4, 8, 1000, 0, 1000).engine();

    Simulator run =
        Simulator.finished(trace(row(0, 3, 1), row(0, 4, 1), row(0, 2, 1)), Cluster.of(engine, 1));

    // 3 + 4 + 1 tokens in the first step, the last one in the second
    assertThat(run.requests().firstToken).containsExactly(1000, 1000, 2000);
  }

  @Test
  void theLastAdmittedIsPreemptedAndComputedAgain() {
    // 4 blocks of 16: two prompts of 2 blocks each fill them
    Engine engine = new SmallEngine(4, 64, 1000, 0, 4).engine();

    Simulator run = Simulator.finished(trace(row(0, 32, 9), row(0, 32, 2)), Cluster.of(engine, 1));

    // both are read in step 1; the first step of decoding needs 2 blocks more, so the second
    // request goes; the first ends after its 9th step, then 33 tokens are read again in step 10
    assertThat(run.requests().firstToken).containsExactly(1000, 1000);
    assertThat(run.requests().finish).containsExactly(9000, 10_000);
    assertThat(run.replicas().replicas[0].counters().preemptions).isEqualTo(1);
    assertThat(run.replicas().replicas[0].counters().prefillTokens).isEqualTo(32 + 32 + 33);
  }

  @Test
  void completionComesBeforeArrivalAndArrivalBeforeAdmission() {
    Engine engine = new SmallEngine(1, 64, 1000, 0, 1000).engine();

    // the first request ends at 2 ns, when the second arrives: it is admitted at once
    Simulator run = Simulator.finished(trace(row(0, 5, 2), row(2, 5, 1)), Cluster.of(engine, 1));

    assertThat(run.requests().finish).containsExactly(2000, 3000);
  }

  @Test
  void waitsOfASingleServerAreThoseOfMD1() {
    // one place, one step a request: a single server with a constant service time of 1 ms
    Engine engine = new SmallEngine(1, 64, 1_000_000_000L, 0, 1000).engine();
    for (double load : new double[] {0.2, 0.5, 0.7}) {
      SplittableRandom random = new SplittableRandom(7);
      Trace.Builder builder = new Trace.Builder();
      double now = 0;
      int requests = 300_000;
      for (int i = 0; i < requests; i++) {
        now -= Math.log(1 - random.nextDouble()) / load * 1e6;
        builder.add((long) now, 10, 1);
      }
      Trace trace = builder.build(new Provenance.Sample("Poisson"));

      Simulator run = Simulator.finished(trace, Cluster.of(engine, 1));

      double wait = 0;
      for (int i = 0; i < requests; i++) {
        wait += run.requests().finish[i] / PICOS - trace.arrivalNanos(i) / 1e9 - 1e-3;
      }
      assertThat(wait / requests * 1e3)
          .as("mean wait at load %s in service times", load)
          .isCloseTo(load / (2 * (1 - load)), withinPercentage(2));
    }
  }

  @Test
  void aSaturatedReplicaMakesWhatTheSteadyStateSays() {
    Outcome flooded = flood();

    assertThat(flooded.outputTokensPerSecond())
        .isCloseTo(
            SteadyState.at(MODEL, 64, 300, 300).outputTokensPerSecond(), withinPercentage(2));
    assertThat(flooded.utilization()).isCloseTo(1, withinPercentage(2));
    assertThat(flooded.busyShare()).isCloseTo(1, withinPercentage(0.1));
  }

  /// Requests of 300 tokens in and 150 to 450 out: equal answers would end together, and the closed
  /// form is about a batch that is always full.
  private static Outcome flood() {
    SplittableRandom random = new SplittableRandom(3);
    Trace.Builder builder = new Trace.Builder();
    for (int i = 0; i < 20_000; i++) {
      builder.add(i, 300, 150 + random.nextInt(301));
    }
    return Simulator.run(
        builder.build(new Provenance.Sample("flood")), Cluster.of(Engine.of(MODEL, 16), 1));
  }

  @Test
  void aTurnWaitsForTheOneBeforeItAndItsUserToThink() {
    Engine engine = new SmallEngine(4, 64, 1_000_000, 0, 1000).engine();
    long[] none = {};
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 5, 10, none, 0, 1);
    builder.add(3_000, 5, 2, none, 0, 1);
    builder.add(50_000, 5, 1, none, 0, 1);
    builder.add(50_000, 5, 0, none, 0, 2);
    builder.add(50_000, 5, 1, none, 0, 2);
    Cluster cluster = Cluster.of(engine, 1);
    Cluster thinking =
        new Cluster(engine, 1, cluster.balance(), cluster.admission(), cluster.spill(), 5_000_000);

    Simulator run =
        Simulator.finished(builder.build(new Provenance.Sample("two sessions")), thinking);

    // steps of 1 us: turn 1 ends at 10 us, turn 2 comes at 15 us and ends at 17 us; turn 3 comes at
    // its own 50 us; a refused turn holds nobody up
    assertThat(run.requests().finish)
        .containsExactly(10_000_000, 17_000_000, 51_000_000, Requests.NO_OUTPUT, 51_000_000);
    assertThat(run.requests().camePicos(1)).isEqualTo(15_000_000);
  }
}
