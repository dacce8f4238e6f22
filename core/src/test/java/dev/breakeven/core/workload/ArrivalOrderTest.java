package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Property;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ArrivalOrderTest {
  @Test
  void agreesWithAStableSort() {
    Property.check(
        "order of arrival",
        500,
        random -> {
          int range = random.nextInt(1, 100);
          long[] arrivals = random.longs(random.nextInt(200), -range, range).toArray();
          Integer[] expected = IntStream.range(0, arrivals.length).boxed().toArray(Integer[]::new);
          java.util.Arrays.sort(expected, Comparator.comparingLong(i -> arrivals[i]));
          assertThat(ArrivalOrder.of(arrivals)).containsExactly(expected);
        });
  }

  @Test
  void aColumnKeepsWhatWasAddedAcrossChunks() {
    LongColumn column = new LongColumn();
    for (int i = 0; i < 100_000; i++) {
      assertThat(column.size()).isEqualTo(i);
      column.add(3L * i);
    }
    assertThat(column.get(32_768)).isEqualTo(98_304);
    assertThat(column.toArray()).hasSize(100_000).endsWith(299_997L);
  }
}
