package dev.breakeven.core.serving.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.ReplicaCapacity;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Trace;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Rented replicas and requests that can wait, reckoned by hand: a step takes a second.
class ElasticTest {
  private static final long SECOND = 1_000_000_000_000L;
  private static final long NANOS = 1_000_000_000L;
  private static final Engine ONE_AT_A_TIME = new SmallEngine(1, 64, SECOND, 0, 100).engine();
  private static final Engine TWO_AT_A_TIME = new SmallEngine(2, 64, SECOND, 0, 100).engine();

  /// Four requests of ten seconds at once, one at a time: 40 s on one replica. Checks at 5, 10, ...
  /// want a replica a request; the second is rented at 5, ready at 8 and takes none of those that
  /// wait in the queue of the first, but one that comes at 9, until 19. With one request left at
  /// 35, too many are given up when nothing of the last 5 s wanted them.
  @Test
  void rentsAReplicaAfterACheckAndPaysUntilItIsGivenUp() {
    Autoscale scale = new Autoscale(0, 1, 1, 5 * SECOND, 5 * SECOND);
    Cluster cluster =
        Cluster.of(ONE_AT_A_TIME, 1).with(1, new OnDemand(scale, 3 * SECOND, 0, Optional.empty()));
    long[] first = SmallEngine.row(0, 5, 10);
    Trace trace = SmallEngine.trace(first, first, first, first, SmallEngine.row(9 * NANOS, 5, 10));
    Simulator run = Simulator.finished(trace, cluster);
    assertThat(run.requests().finish)
        .containsExactly(10 * SECOND, 20 * SECOND, 30 * SECOND, 40 * SECOND, 19 * SECOND);
    Outcome outcome = Simulator.run(trace, cluster);
    assertThat(outcome.rental())
        .as("wanted at 5 to 25 by two or more at hand; given up at 30, when one is left")
        .isEqualTo(new Outcome.Rental(40 * NANOS, 25 * NANOS, 1, 0, 0, 0));
    assertThat(outcome.series().minute(0).replicas()).isEqualTo(1);
    assertThat(outcome.busyShare()).isEqualTo(50.0 / (40 + 25));
  }

  @Test
  void paysTheMinimumRentalAndKeepsWhatIsPaidFor() {
    Autoscale scale = new Autoscale(0, 1, 1, 5 * SECOND, 0);
    Trace trace = SmallEngine.trace(SmallEngine.row(0, 5, 12), SmallEngine.row(0, 5, 12));
    Cluster alone = Cluster.of(TWO_AT_A_TIME, 1);
    OnDemand rented = new OnDemand(scale, 3 * SECOND, 90 * SECOND, Optional.empty());
    Outcome outcome = Simulator.run(trace, alone.with(1, rented));
    assertThat(outcome.rental()).isEqualTo(new Outcome.Rental(12 * NANOS, 90 * NANOS, 1, 0, 0, 0));
  }

  /// Nothing is on: the request at 0 is seen by the check at 5, and served from 8 on. With a spill
  /// rule it goes to the API instead.
  @Test
  void startsFromNothingAndSpillsMeanwhile() {
    Autoscale scale = new Autoscale(0, 1, 1, 5 * SECOND, 0);
    OnDemand rented = new OnDemand(scale, 3 * SECOND, 0, Optional.empty());
    Trace trace = SmallEngine.trace(SmallEngine.row(0, 5, 10));
    Cluster waits = Cluster.of(ONE_AT_A_TIME, 1).with(0, rented);
    assertThat(Simulator.finished(trace, waits).requests().finish).containsExactly(18 * SECOND);
    assertThat(Simulator.run(trace, waits).ttft().p50()).isEqualTo(9 * SECOND);

    SpillRule rule = new SpillRule(new ReplicaCapacity(1, SECOND, 0), 100 * SECOND);
    Cluster spills =
        new Cluster(
            ONE_AT_A_TIME,
            0,
            BalancePolicy.ROUND_ROBIN,
            Admission.FCFS,
            Optional.of(rule),
            0,
            Optional.of(rented),
            Optional.empty());
    assertThat(Simulator.run(trace, spills).counts().spilled()).isEqualTo(1);
  }

  /// The only replica goes at `gone`, in the middle of a step; another takes over 3 s later.
  @Test
  void losesTheWorkOfAnInterruptedReplica() {
    long seed = 0;
    Interruptions some = new Interruptions(20 * SECOND, seed);
    while (some.after(0, 0) < 4 * SECOND
        || some.after(0, 0) > 9 * SECOND
        || some.after(0, 1) < 60 * SECOND) {
      some = new Interruptions(20 * SECOND, ++seed);
    }
    long gone = some.after(0, 0);
    OnDemand spot = new OnDemand(Autoscale.fixed(1), 3 * SECOND, 0, Optional.of(some));
    Trace trace = SmallEngine.trace(SmallEngine.row(0, 5, 10));
    Cluster cluster = Cluster.of(ONE_AT_A_TIME, 1).with(0, spot);
    Simulator run = Simulator.finished(trace, cluster);
    assertThat(run.requests().firstToken).containsExactly(gone + 4 * SECOND);
    assertThat(run.requests().finish).containsExactly(gone + 13 * SECOND);
    Outcome outcome = Simulator.run(trace, cluster);
    assertThat(outcome.rental().interruptions()).isEqualTo(1);
    assertThat(outcome.rental().starts()).isEqualTo(1);
    assertThat(outcome.rental().lostPromptTokens()).isEqualTo(5);
    assertThat(outcome.rental().lostOutputTokens()).isEqualTo(gone / SECOND);
    assertThat(outcome.rental().onDemandNanos())
        .isBetween(gone / 1000 + 13 * NANOS, gone / 1000 + 13 * NANOS + 1);
    assertThat(outcome.outputTokens()).isEqualTo(10);
    assertThat(outcome.ttft().p50()).as("from when it first came").isEqualTo(gone + 4 * SECOND);
  }

  @Test
  void interruptsAtTheStatedRate() {
    Interruptions some = Interruptions.perMonth(Ratio.of(730), 7);
    assertThat(some.meanPicos()).isEqualTo(3_600 * SECOND);
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      sum += some.after(i % 50, i / 50);
    }
    // the standard error of the mean of 20,000 exponential times is 0.7 %
    assertThat(sum / 20_000 / some.meanPicos()).isBetween(0.97, 1.03);
  }

  /// All can wait: one of three at a time is sent (fill 1), and the third, not begun after 15 s,
  /// goes to the batch tier. The second ends at 20, after its deadline.
  @Test
  void fillsIdleCapacityUntilTheDeadline() {
    Cluster cluster = Cluster.of(TWO_AT_A_TIME, 1).with(new Deferral(Ratio.ONE, 1, 15 * SECOND, 1));
    long[] row = SmallEngine.row(0, 5, 10);
    Trace trace = SmallEngine.trace(row, row, row);
    assertThat(Simulator.finished(trace, cluster).requests().finish)
        .containsExactly(10 * SECOND, 20 * SECOND, Requests.BATCHED);
    Outcome outcome = Simulator.run(trace, cluster);
    assertThat(outcome.deferred()).isEqualTo(new Outcome.Deferred(3, 2, 1, 1));
    assertThat(outcome.ttft().samples()).as("nobody waits for their first token").isZero();
  }

  /// Of three at once the first two take turns on the replica that is always on, and the third,
  /// which can wait, has the rented one to itself.
  @Test
  void whatIsRentedForThoseThatCanWaitTakesNoOther() {
    OnDemand rented = new OnDemand(Autoscale.fixed(1), 0, 0, Optional.empty(), true);
    long seed = 0;
    while (!Arrays.equals(
        new Deferral(Ratio.percent(40), seed, 100 * SECOND, 1).marks(3),
        new boolean[] {false, false, true})) {
      seed++;
    }
    Cluster cluster =
        Cluster.of(ONE_AT_A_TIME, 1)
            .with(1, rented)
            .with(new Deferral(Ratio.percent(40), seed, 100 * SECOND, 1));
    long[] row = SmallEngine.row(0, 5, 10);
    assertThat(Simulator.finished(SmallEngine.trace(row, row, row), cluster).requests().finish)
        .containsExactly(10 * SECOND, 20 * SECOND, 10 * SECOND);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> new Autoscale(2, 1, 1, 1, 0)).hasMessageContaining("2 to 1");
    assertThatThrownBy(() -> new Autoscale(0, 1, 0, 1, 0)).hasMessageContaining("target");
    assertThatThrownBy(() -> new Interruptions(0, 1)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new Deferral(Ratio.of(2), 1, 1, 1)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> new OnDemand(Autoscale.fixed(1), -1, 0, Optional.empty()))
        .hasMessageContaining("cold start");
    OnDemand apart = new OnDemand(Autoscale.fixed(1), 0, 0, Optional.empty(), true);
    assertThatThrownBy(() -> Cluster.of(ONE_AT_A_TIME, 1).with(0, apart))
        .as("a request that cannot wait would wait for ever")
        .hasMessageContaining("1 to 10,000");
  }
}
