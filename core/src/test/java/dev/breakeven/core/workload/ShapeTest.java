package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.units.Ratio;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShapeTest {
  @Test
  void keysAreKebab() {
    assertThat(Shape.values())
        .extracting(Shape::key)
        .containsExactly("steady", "business-hours", "spiky5x", "batch");
    assertThat(Shape.find("spiky5x")).contains(Shape.SPIKY5X);
    assertThat(Shape.find("flat")).isEmpty();
  }

  @Test
  void spikyPeaksAtFiveTimesItsTrough() {
    int[] weights = IntStream.range(0, 168).map(Shape.SPIKY5X::weight).sorted().toArray();
    assertThat(weights[167]).isEqualTo(5 * weights[0]);
    assertThat(Shape.SPIKY5X.weight(14)).isEqualTo(weights[167]);
    assertThat(Shape.SPIKY5X.weight(24 + 2)).isEqualTo(weights[0]);
  }

  @Test
  void peakToMeanFollowsFromTheEnvelope() {
    assertThat(Shape.STEADY.peakToMean()).isEqualTo(Ratio.ONE);
    assertThat(Shape.BATCH.peakToMean()).isEqualTo(Ratio.of(6));
    // 50 full hours and 118 at a tenth
    assertThat(Shape.BUSINESS_HOURS.peakToMean()).isEqualTo(Ratio.of(1680, 618));
    assertThat(Shape.SPIKY5X.peakToMean()).isEqualTo(Ratio.of(5, 3));
  }

  @Test
  void onlyBatchCanWait() {
    assertThat(Shape.BATCH.deferrable()).isTrue();
    assertThat(Shape.STEADY.deferrable()).isFalse();
  }

  @Test
  void refusesAnHourOutsideTheWeek() {
    assertThatThrownBy(() -> Shape.STEADY.weight(168)).hasMessageContaining("expected: 0 to 167");
  }
}
