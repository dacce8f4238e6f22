package dev.breakeven.core.serving.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.Property;
import org.junit.jupiter.api.Test;

/// The simulator against the plain step-by-step one: equal to the bit.
class OracleTest {
  private static final int CASES = 10_000;

  @Test
  void equalsTheStepByStepSimulatorOnHostileWorkloads() {
    long[] seen = new long[4];
    Property.check(
        "fast simulator equals the step-by-step one",
        CASES,
        random -> {
          RandomCluster making = new RandomCluster(random);
          Engine engine = making.engine();
          StepByStep slow = compare(making.trace(engine), making.cluster(engine));
          seen[0] += slow.preemptions;
          seen[1] += slow.hitTokens;
          seen[2] += slow.series.size() > 1 ? 1 : 0;
          seen[3] += slow.outputTokens;
        });
    assertThat(seen).as("pre-emptions, hits, long runs, tokens are all met").doesNotContain(0);
  }

  /// Runs both ways, compares, and answers the slow one.
  static StepByStep compare(Trace trace, Cluster cluster) {
    StepByStep slow = new StepByStep(trace, cluster);
    Simulator fast = Simulator.finished(trace, cluster);
    assertThat(fast.requests().firstToken).as("first tokens").isEqualTo(slow.firstToken);
    assertThat(fast.requests().finish).as("ends").isEqualTo(slow.finish);
    long steps = 0;
    long busy = 0;
    long[] counts = new long[4];
    for (Replica replica : fast.replicas()) {
      steps += replica.engineSteps();
      busy += replica.counters().busyPicos;
      counts[0] += replica.counters().outputTokens;
      counts[1] += replica.counters().preemptions;
      counts[2] += replica.counters().prefillTokens;
      counts[3] += replica.counters().prefixHitTokens;
      assertThat(replica.heldBytes()).as("bytes held in the end").isZero();
      assertThat(replica.outstanding()).as("requests left").isZero();
      assertThat(replica.queuedPromptTokens()).as("prompt tokens left").isZero();
    }
    assertThat(counts)
        .as("tokens, pre-emptions, prompt tokens, hits")
        .containsExactly(slow.outputTokens, slow.preemptions, slow.prefillTokens, slow.hitTokens);
    assertThat(steps).as("steps").isEqualTo(slow.steps);
    assertThat(busy).as("busy time").isEqualTo(slow.busyPicos);
    assertThat(fast.series().minutes()).isEqualTo(slow.series.size());
    for (int i = 0; i < slow.series.size(); i++) {
      assertThat(fast.series().row(i)).as("minute %d", i).isEqualTo(slow.series.get(i));
    }
    return slow;
  }
}
