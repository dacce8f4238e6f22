package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.workload.Draw.Purpose;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DrawTest {
  private static final int MANY = 100_000;

  @Test
  void normalsHaveMeanZeroAndDeviationOne() {
    Draw draw = new Draw(5);
    double[] all =
        IntStream.range(0, MANY).mapToDouble(i -> draw.normal(Purpose.INPUT, i)).toArray();
    double mean = IntStream.range(0, MANY).mapToDouble(i -> all[i]).average().orElseThrow();
    double square =
        IntStream.range(0, MANY).mapToDouble(i -> all[i] * all[i]).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.01));
    assertThat(square).isCloseTo(1, within(0.02));
  }

  @Test
  void purposesAndNeighbouringSeedsAreIndependent() {
    for (long seed = 0; seed < 4; seed++) {
      Draw one = new Draw(seed);
      Draw next = new Draw(seed + 1);
      assertThat(
              correlation(i -> one.uniform(Purpose.INPUT, i), i -> one.uniform(Purpose.OUTPUT, i)))
          .isCloseTo(0, within(0.02));
      assertThat(
              correlation(i -> one.uniform(Purpose.INPUT, i), i -> next.uniform(Purpose.INPUT, i)))
          .isCloseTo(0, within(0.02));
    }
  }

  @Test
  void drawsStayInRange() {
    Draw draw = new Draw(-1);
    assertThat(
            IntStream.range(0, MANY).map(i -> draw.below(7, Purpose.KIND, i)).distinct().sorted())
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  private static double correlation(
      java.util.function.IntToDoubleFunction a, java.util.function.IntToDoubleFunction b) {
    return IntStream.range(0, MANY)
            .mapToDouble(i -> (a.applyAsDouble(i) - 0.5) * (b.applyAsDouble(i) - 0.5))
            .average()
            .orElseThrow()
        * 12;
  }
}
