package dev.breakeven.core.serving.sim;

import static dev.breakeven.core.serving.sim.SmallEngine.row;
import static dev.breakeven.core.serving.sim.SmallEngine.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What cannot be served or counted is refused and said, never dropped and never a wrong number.
class HostileInputTest {
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final Engine ENGINE = new SmallEngine(4, 64, 1_000_000, 1, 100).engine();

  private static Outcome run(Trace trace) {
    return Simulator.run(trace, Cluster.of(ENGINE, 1));
  }

  @Test
  void requestsThatNoReplicaCanServeAreCountedByReason() {
    // 100 blocks of 16 hold 1,600 tokens; the last output token is never stored
    Outcome outcome =
        run(
            trace(
                row(0, 10, 0),
                row(0, 0, 10),
                row(0, 9_990, 11),
                row(0, 1_000, 602),
                row(0, 1_000, 601),
                row(0, Integer.MAX_VALUE, Integer.MAX_VALUE)));

    assertThat(outcome.counts().served()).isEqualTo(1);
    assertThat(outcome.counts().refused()).isEqualTo(5);
    assertThat(outcome.refusals())
        .containsExactly(
            new Outcome.Refusal("no output tokens", 1),
            new Outcome.Refusal("no prompt tokens", 1),
            new Outcome.Refusal("longer than the context of 10,000 tokens", 2),
            new Outcome.Refusal("longer than the KV cache", 1));
    assertThat(outcome.outputTokens()).isEqualTo(601);
  }

  @Test
  void aTraceOfOneRowHasItsLatencyAndNoTail() {
    Outcome outcome = run(trace(row(0, 10, 3)));

    assertThat(outcome.counts().served()).isEqualTo(1);
    assertThat(outcome.ttft().samples()).isEqualTo(1);
    assertThat(outcome.ttft().seconds(50)).isEqualTo(Knowable.known(1e-6));
    assertThat(outcome.ttft().seconds(99)).isInstanceOf(Knowable.Unknown.class);
    assertThat(outcome.notes())
        .anyMatch(note -> note.contains("warm-up"))
        .anyMatch(note -> note.contains("ttft p95 rests on 1 requests"));
    assertThat(outcome.series().minutes()).isEqualTo(1);
  }

  @Test
  void anEmptyTraceGivesNothing() {
    Outcome outcome = run(trace());

    assertThat(outcome.counts().requests()).isZero();
    assertThat(outcome.outputTokensPerSecond()).isZero();
    assertThat(outcome.utilization()).isZero();
    assertThat(outcome.busyShare()).isZero();
    assertThat(outcome.ttft().seconds(50)).isInstanceOf(Knowable.Unknown.class);
    assertThat(outcome.series().minutes()).isZero();
  }

  @Test
  void aTraceOfRefusedRequestsGivesNothing() {
    Outcome outcome = run(trace(row(0, 10, 0), row(5, 10, 0)));

    assertThat(outcome.counts().refused()).isEqualTo(2);
    assertThat(outcome.utilization()).isZero();
    assertThat(outcome.tpot().seconds(50)).isInstanceOf(Knowable.Unknown.class);
  }

  @Test
  void aMonthOfPicosecondsFits() {
    Outcome outcome = run(trace(row(0, 10, 3), row(31 * DAY_NANOS, 10, 3)));

    assertThat(outcome.elapsedPicos()).isGreaterThan(31L * 86_400 * 1_000_000_000_000L);
    assertThat(outcome.series().minutes()).isEqualTo(31 * 24 * 60 + 1);
    assertThat(outcome.series().minute(0).arrivals()).isEqualTo(1);
    assertThat(outcome.series().minute(31 * 24 * 60).arrivals()).isEqualTo(1);
  }

  @Test
  void moreThanPicosecondsCountIsRefused() {
    assertThatThrownBy(() -> run(trace(row(0, 10, 3), row(107 * DAY_NANOS, 10, 3))))
        .isInstanceOf(BreakevenException.class)
        .hasMessageContaining("106 days");
  }

  @Test
  void aBacklogThatOutlivesPicosecondsIsRefused() {
    long hour = 3_600_000_000_000_000L;
    long[] tokenPicos = new long[65];
    Arrays.fill(tokenPicos, hour);
    StepCost cost = new StepCost(tokenPicos, new StepCost.Slopes(0, 0, 0), 0, 0, 0);
    Engine slow = new Engine(cost, 1, 64, 10_000, 16, 1000, 1, 0);

    assertThatThrownBy(() -> Simulator.run(trace(row(0, 10, 5_000)), Cluster.of(slow, 1)))
        .isInstanceOf(BreakevenException.class)
        .hasMessageContaining("106 days");
  }

  @Test
  void settingsThatNoEngineTakesAreRefused() {
    assertThatThrownBy(() -> new SmallEngine(65, 64, 1000, 0, 100).engine())
        .hasMessageContaining("max_num_batched_tokens");
    assertThatThrownBy(() -> new SmallEngine(4, 64, 0, 0, 100).engine())
        .hasMessageContaining("step time");
    assertThatThrownBy(() -> new SmallEngine(4, 64, 1000, 10_000_000_000_000_000L, 100).engine())
        .hasMessageContaining("a full step");
    StepCost cost = ENGINE.cost();
    assertThatThrownBy(() -> new Engine(cost, 4, 64, 100, 24, 100, 1, 0))
        .hasMessageContaining("a power of two");
    assertThatThrownBy(() -> new Engine(cost, 4, 65, 100, 16, 100, 1, 0))
        .hasMessageContaining("step times");
    assertThatThrownBy(() -> new Engine(cost, 4, 64, 100, 16, 100, 0, 0))
        .hasMessageContaining("KV bytes");
    assertThatThrownBy(() -> Cluster.of(ENGINE, 0)).hasMessageContaining("replicas");
  }

  @Test
  void prefixBlocksMustBeWholeKvBlocks() {
    Trace.Builder builder = new Trace.Builder(24);
    builder.add(0, 100, 10, new long[] {1, 2}, 2);

    assertThatThrownBy(() -> run(builder.build(new Provenance.Sample("blocks of 24"))))
        .isInstanceOf(BreakevenException.class)
        .hasMessageContaining("16 tokens do not divide");
  }
}
