package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LengthQuantilesTest {
  private static final int PARTS = 1_000_000;

  /// Straight from 0 at the start to 990 at the 99th percentile, then up to `most`.
  private static LengthQuantiles straightTo(double most, double mean) {
    List<Double> values =
        LengthQuantiles.PERCENTILES.stream().map(p -> p == 100 ? most : p * 10.0).toList();
    return new LengthQuantiles(values, mean);
  }

  private static double mean(LengthQuantiles lengths) {
    double sum = 0;
    for (int i = 0; i < PARTS; i++) {
      sum += lengths.at((i + 0.5) / PARTS);
    }
    return sum / PARTS;
  }

  @Test
  void percentilesAreMet() {
    LengthQuantiles lengths = straightTo(50_000, 600);
    assertThat(lengths.at(0)).isZero();
    assertThat(lengths.at(0.2)).isEqualTo(200);
    assertThat(lengths.at(0.5)).isEqualTo(500);
    assertThat(lengths.at(0.625)).isEqualTo(625);
    assertThat(lengths.at(0.99)).isEqualTo(990);
  }

  /// Below the tail the mean is 0.99 × 495 = 490.05, so that a tail of 1 % has to make up the rest.
  @Test
  void theTailBendsSoThatTheMeanIsTheStatedOne() {
    assertThat(mean(straightTo(50_000, 600))).isCloseTo(600, within(0.6));
    assertThat(mean(straightTo(50_000, 900))).isCloseTo(900, within(0.9));
  }

  @Test
  void aMeanThatNoTailCanMakeLeavesTheTailAtItsEnd() {
    assertThat(mean(straightTo(2_000, 100))).isCloseTo(490.05 + 9.9, within(0.5));
    assertThat(mean(straightTo(2_000, 5_000))).isCloseTo(490.05 + 20, within(0.5));
  }

  @Test
  void percentilesThatFallOrAreMissingAreRefused() {
    List<Double> falling = DoubleStream.iterate(17, value -> value - 1).limit(17).boxed().toList();
    assertThatThrownBy(() -> new LengthQuantiles(falling, 5))
        .hasMessageContaining("expected: rising");
    assertThatThrownBy(() -> new LengthQuantiles(List.of(1.0, 2.0), 1))
        .hasMessageContaining("expected: 17");
    assertThatThrownBy(() -> straightTo(1_000, Double.NaN)).hasMessageContaining("mean NaN");
  }
}
