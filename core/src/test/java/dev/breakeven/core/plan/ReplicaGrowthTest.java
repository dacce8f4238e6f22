package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReplicaGrowthTest {
  /// Two for each unit of load, and two more that grow as its root.
  @Test
  void whatStandsAgainstChanceGrowsAsTheRootOfTheLoad() {
    ReplicaGrowth growth = ReplicaGrowth.through(4, 0.5);

    assertThat(growth).isEqualTo(new ReplicaGrowth(0.5, 2));
    assertThat(growth.needed(0.01)).isEqualTo(1);
    assertThat(growth.needed(0.25)).isEqualTo(1 + 1);
    assertThat(growth.needed(1)).isEqualTo(2 + 2);
    assertThat(growth.needed(4)).isEqualTo(8 + 4);
    assertThat(growth.needed(100)).isEqualTo(200 + 20);
  }

  @Test
  void withoutMoreThanTheClosedFormItIsThatForm() {
    ReplicaGrowth growth = ReplicaGrowth.through(3, 0.4);

    assertThat(growth).isEqualTo(new ReplicaGrowth(0.4, 0));
    assertThat(growth.needed(2)).isEqualTo(5);
    assertThat(growth.largestLoad(5)).isCloseTo(2, Offset.offset(1e-12));
  }

  /// The closed form asks for five at a load of one, the simulation for four.
  @Test
  void fewerThanTheClosedFormCarryAnEqualPartEach() {
    ReplicaGrowth growth = ReplicaGrowth.through(4, 0.22);

    assertThat(growth).isEqualTo(new ReplicaGrowth(0.25, 0));
    assertThat(growth.needed(1)).isEqualTo(4);
    assertThat(growth.needed(3)).isEqualTo(12);
  }

  @Test
  void theLargestLoadIsTheLastThatThisManyCarry() {
    for (long replicas : new long[] {1, 2, 3, 4, 7, 50}) {
      ReplicaGrowth growth = ReplicaGrowth.through(4, 0.6);
      double most = growth.largestLoad(replicas);

      assertThat(growth.needed(most)).as("at %s", most).isLessThanOrEqualTo(replicas);
      assertThat(growth.needed(most + 1e-6)).as("past %s", most).isGreaterThan(replicas);
    }
  }
}
