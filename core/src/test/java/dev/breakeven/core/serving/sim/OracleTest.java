package dev.breakeven.core.serving.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.Property;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The simulator against the plain step-by-step one: equal to the bit.
class OracleTest {
  private static final int CASES = 3_000;
  private static final String MOONCAKE = "mooncake_conversation_first36min.jsonl.gz";

  private static final StepModel LLAMA =
      new StepModel(
          KnownHardware.of(KnownHardware.LLAMA_70B, KnownHardware.H100, 4, Precision.FP8),
          StepConstants.DEFAULT);
  private static final StepModel WINDOWED =
      new StepModel(
          KnownHardware.of(KnownHardware.GPT_OSS_120B, KnownHardware.H200, 1, Precision.MXFP4),
          StepConstants.DEFAULT);

  private static final List<Cluster> CLUSTERS =
      List.of(
          Cluster.of(Engine.of(LLAMA, 16), 1),
          Cluster.of(Engine.of(WINDOWED, 32), 1),
          new Cluster(
              Engine.of(LLAMA, 16),
              3,
              BalancePolicy.PREFIX_AFFINE,
              Admission.SHORTEST_PROMPT,
              Optional.empty(),
              0));

  @Test
  void equalsTheStepByStepSimulatorOnHostileWorkloads() {
    long[] seen = new long[11];
    Property.check(
        "fast simulator equals the step-by-step one",
        CASES,
        random -> {
          RandomCluster making = new RandomCluster(random);
          Engine engine = making.engine();
          Trace trace = making.trace(engine);
          StepByStep slow = compare(trace, making.cluster(engine, trace));
          seen[0] += slow.preemptions;
          seen[1] += slow.hitTokens;
          seen[2] += slow.series.size() > 1 ? 1 : 0;
          seen[3] += slow.outputTokens;
          seen[4] += slow.renting.starts();
          seen[5] += slow.renting.interruptions;
          seen[6] += slow.lostPrompts;
          seen[7] += slow.lostOutputs;
          seen[8] += slow.batched;
          seen[9] += slow.filled;
          seen[10] += slow.drained;
        });
    assertThat(seen)
        .as(
            "pre-emptions, hits, long runs, tokens, starts, interruptions, lost tokens, requests"
                + " sent to the batch tier and to idle replicas, drained replicas are all met: %s",
            Arrays.toString(seen))
        .doesNotContain(0);
  }

  @Test
  void equalsTheStepByStepSimulatorWhenAnInterruptionComesAtTheEndOfAStep() {
    int met = 0;
    for (long seed = 0; seed < 200; seed++) {
      Interruptions some = new Interruptions(1_000_000_000, seed);
      long step = some.after(0, 0) / 4;
      if (step * 4 == some.after(0, 0) && step > 10_000_000) {
        met++;
        Engine engine = new SmallEngine(2, 64, step, 0, 100).engine();
        long[] row = SmallEngine.row(0, 5, 9);
        Autoscale always = Autoscale.fixed(1);
        Cluster cluster =
            new Cluster(
                engine,
                0,
                BalancePolicy.LEAST_LOADED,
                Admission.FCFS,
                Optional.empty(),
                0,
                Optional.of(new OnDemand(always, 5, 0, Optional.of(some))),
                Optional.empty());
        compare(SmallEngine.trace(row, row, row), cluster);
      }
    }
    assertThat(met).isGreaterThan(20);
  }

  @Test
  void equalsTheStepByStepSimulatorOnSlicesOfRealTraces() throws IOException {
    List<Optional<Trace>> traces =
        List.of(
            SharedTraces.azure("azure2023_conv.csv.gz", 2_000, 2_250),
            SharedTraces.azure("azure2023_code_first30min.csv.gz", 1_000, 1_400),
            SharedTraces.mooncake(MOONCAKE, 300, 420, false),
            SharedTraces.mooncake(MOONCAKE, 300, 420, true));
    for (Optional<Trace> trace : traces) {
      if (trace.isPresent()) {
        for (Cluster cluster : CLUSTERS) {
          compare(trace.get(), cluster);
        }
      }
    }
  }

  @Test
  void preemptsOnRealTracesWhenMemoryIsShort() throws IOException {
    Optional<Trace> trace = SharedTraces.azure("azure2023_conv.csv.gz", 2_000, 2_400);
    Engine full = Engine.of(LLAMA, 16);
    Engine cramped =
        new Engine(
            full.cost(),
            full.maxNumSeqs(),
            full.maxNumBatchedTokens(),
            full.maxContext(),
            full.blockTokens(),
            600 * full.blockBytes(),
            full.blockBytes(),
            0);
    if (trace.isPresent()) {
      assertThat(compare(trace.get(), Cluster.of(cramped, 1)).preemptions).isPositive();
    }
  }

  /// Runs both ways, compares, and answers the slow one.
  static StepByStep compare(Trace trace, Cluster cluster) {
    StepByStep slow = new StepByStep(trace, cluster);
    Simulator fast = Simulator.finished(trace, cluster);
    assertThat(fast.requests().firstToken).as("first tokens").isEqualTo(slow.firstToken);
    assertThat(fast.requests().finish).as("ends").isEqualTo(slow.finish);
    ReplicaSet set = fast.replicas();
    Replica.Counters sum = set.counters();
    long[] counts = {sum.outputTokens, sum.preemptions, sum.prefillTokens, sum.prefixHitTokens};
    for (Replica replica : set.replicas) {
      assertThat(replica.heldBytes()).as("bytes held in the end").isZero();
      assertThat(replica.outstanding()).as("requests left").isZero();
      assertThat(replica.queuedPromptTokens()).as("prompt tokens left").isZero();
    }
    assertThat(counts)
        .as("tokens, pre-emptions, prompt tokens, hits")
        .containsExactly(slow.outputTokens, slow.preemptions, slow.prefillTokens, slow.hitTokens);
    assertThat(set.engineSteps()).as("steps").isEqualTo(slow.steps);
    assertThat(set.busyPicos()).as("busy time").isEqualTo(slow.busyPicos);
    assertThat(
            new long[] {
              set.rent().paidNanos(),
              set.starts(),
              set.interruptions(),
              sum.lostPromptTokens,
              sum.lostOutputTokens
            })
        .as("paid, starts, interruptions, lost tokens")
        .containsExactly(
            slow.renting.paidNanos(),
            slow.renting.starts(),
            slow.renting.interruptions,
            slow.lostPrompts,
            slow.lostOutputs);
    conserves(trace, fast.requests(), counts, sum);
    assertThat(fast.series().minutes()).isEqualTo(slow.series.size());
    for (int i = 0; i < slow.series.size(); i++) {
      assertThat(fast.series().row(i)).as("minute %d", i).isEqualTo(slow.series.get(i));
    }
    return slow;
  }

  /// Every request has one fate, every token asked for was made once, every prompt was read.
  private static void conserves(
      Trace trace, Requests requests, long[] counts, Replica.Counters sum) {
    long output = 0;
    long input = 0;
    for (int i = 0; i < trace.size(); i++) {
      assertThat(requests.finish[i]).as("fate of request %d", i).isNotZero();
      if (requests.finish[i] > 0) {
        output += trace.outputTokens(i);
        input += trace.inputTokens(i);
        assertThat(requests.firstToken[i])
            .as("first token of request %d", i)
            .isBetween(requests.camePicos(i) + 1, requests.finish[i]);
        assertThat(requests.camePicos(i)).isGreaterThanOrEqualTo(trace.arrivalNanos(i) * 1000);
      }
    }
    assertThat(counts[0]).as("output tokens").isEqualTo(output + sum.lostOutputTokens);
    assertThat(counts[2] + counts[3]).as("prompt tokens").isGreaterThanOrEqualTo(input);
    if (counts[1] == 0 && sum.lostPromptTokens == 0) {
      assertThat(counts[2] + counts[3]).as("prompt tokens").isEqualTo(input);
    }
  }
}
