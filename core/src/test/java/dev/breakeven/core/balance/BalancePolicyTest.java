package dev.breakeven.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BalancePolicyTest {
  private static final PromptPrefix NOTHING = prefix();

  private record Replicas(int[] outstandingOf, long[] queuedOf) implements ReplicaLoads {
    static Replicas with(int... outstanding) {
      return new Replicas(outstanding, new long[outstanding.length]);
    }

    @Override
    public int replicas() {
      return outstandingOf.length;
    }

    @Override
    public int outstanding(int replica) {
      return outstandingOf[replica];
    }

    @Override
    public long queuedPromptTokens(int replica) {
      return queuedOf[replica];
    }
  }

  private static PromptPrefix prefix(long... ids) {
    return new PromptPrefix() {
      @Override
      public int blocks() {
        return ids.length;
      }

      @Override
      public long id(int block) {
        return ids[block];
      }
    };
  }

  @Test
  void keysAreReadBack() {
    for (BalancePolicy policy : BalancePolicy.values()) {
      assertThat(BalancePolicy.ofKey(policy.key())).isEqualTo(Optional.of(policy));
    }
    assertThat(BalancePolicy.ofKey("random")).isEmpty();
  }

  @Test
  void roundRobinTakesTurnsAndForgetsReplicasThatAreGone() {
    Balancer balancer = BalancePolicy.ROUND_ROBIN.start();
    Replicas three = Replicas.with(9, 0, 0);

    assertThat(balancer.choose(three, NOTHING)).isEqualTo(0);
    assertThat(balancer.choose(three, NOTHING)).isEqualTo(1);
    assertThat(balancer.choose(three, NOTHING)).isEqualTo(2);
    assertThat(balancer.choose(three, NOTHING)).isEqualTo(0);
    assertThat(balancer.choose(three, NOTHING)).isEqualTo(1);
    assertThat(balancer.choose(Replicas.with(0, 0), NOTHING)).isEqualTo(0);
  }

  @Test
  void leastLoadedTakesTheFirstOfTheLeast() {
    Balancer balancer = BalancePolicy.LEAST_LOADED.start();

    assertThat(balancer.choose(Replicas.with(3, 1, 1, 2), NOTHING)).isEqualTo(1);
    assertThat(balancer.choose(Replicas.with(0), NOTHING)).isZero();
  }

  @Test
  void prefixAffineReturnsToTheReplicaThatSawHalfOfThePrompt() {
    Balancer balancer = BalancePolicy.PREFIX_AFFINE.start();
    Replicas loads = Replicas.with(0, 2, 3);
    balancer.sent(2, prefix(10, 11, 12));
    balancer.sent(1, prefix(10, 20));

    assertThat(balancer.choose(loads, prefix(10, 11, 12, 13, 14, 15)))
        .as("three of six, the deepest at replica 2")
        .isEqualTo(2);
    assertThat(balancer.choose(loads, prefix(10, 11, 12, 13, 14, 15, 16)))
        .as("three of seven is too little")
        .isEqualTo(0);
    assertThat(balancer.choose(loads, prefix(10))).as("the last to see it").isEqualTo(1);
    assertThat(balancer.choose(loads, prefix(99, 11, 12))).as("not leading").isEqualTo(0);
    assertThat(balancer.choose(loads, NOTHING)).as("no prefix").isEqualTo(0);
  }

  @Test
  void prefixAffineLeavesAnOverloadedReplica() {
    Balancer balancer = BalancePolicy.PREFIX_AFFINE.start();
    balancer.sent(1, prefix(10, 11));

    assertThat(balancer.choose(Replicas.with(0, 4), prefix(10, 11))).as("few").isEqualTo(1);
    assertThat(balancer.choose(Replicas.with(0, 5), prefix(10, 11))).isEqualTo(0);
    assertThat(balancer.choose(Replicas.with(8, 12), prefix(10, 11))).as("1.5").isEqualTo(1);
    assertThat(balancer.choose(Replicas.with(8, 13), prefix(10, 11))).isEqualTo(0);
    assertThat(balancer.choose(Replicas.with(8), prefix(10, 11))).as("gone").isEqualTo(0);
  }

  @Test
  void spillsWhenThePredictionIsOverTheLimit() {
    // 4 at once, one ends every 100 ps when full, 3 ps a prompt token
    ReplicaCapacity capacity = new ReplicaCapacity(4, 100, 3);

    assertThat(capacity.predictedFirstTokenPicos(3, 0, 10)).as("own prompt").isEqualTo(30);
    assertThat(capacity.predictedFirstTokenPicos(4, 0, 10)).as("one place").isEqualTo(130);
    assertThat(capacity.predictedFirstTokenPicos(5, 100, 10)).as("prompts").isEqualTo(330);
    assertThat(capacity.saturation(6)).isEqualTo(1.5);

    Replicas loads = new Replicas(new int[] {0, 5}, new long[] {0, 100});
    assertThat(new SpillRule(capacity, 329).spills(loads, 1, 10)).isTrue();
    assertThat(new SpillRule(capacity, 330).spills(loads, 1, 10)).isFalse();
    assertThat(new SpillRule(capacity, 330).spills(loads, 0, 10)).isFalse();
  }

  @Test
  void predictionsOfAbsurdQueuesStayLargeAndPositive() {
    ReplicaCapacity capacity = new ReplicaCapacity(1, Long.MAX_VALUE, Long.MAX_VALUE);

    assertThat(
            capacity.predictedFirstTokenPicos(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE))
        .isGreaterThan(Long.MAX_VALUE / 2);
  }
}
