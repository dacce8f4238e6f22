package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.workload.InterArrivals.Family;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterArrivalsTest {
  private static final int DRAWS = 400_000;

  /// The variation of a gamma is one over the root of its shape. A Weibull of shape 1 is
  /// exponential; of 0.5 it is the square of one, with moments 2 and 24, so the root of 5.
  @ParameterizedTest
  @CsvSource({
    "GAMMA, 4, 0.5",
    "GAMMA, 1, 1",
    "GAMMA, 0.25, 2",
    "WEIBULL, 1, 1",
    "WEIBULL, 0.5, 2.236"
  })
  void drawsHaveAMeanOfOneAndTheVariationOfTheirShape(
      Family family, double shape, double variation) {
    SplittableRandom random = new SplittableRandom(3);
    InterArrivals between = new InterArrivals(family, shape);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double draw = between.draw(random::nextDouble);
      sum += draw;
      squares += draw * draw;
    }
    double mean = sum / DRAWS;
    assertThat(mean).isCloseTo(1, within(0.015));
    assertThat(Math.sqrt(squares / DRAWS - mean * mean) / mean)
        .isCloseTo(variation, within(0.03 * variation));
  }

  @Test
  void theGammaFunctionIsThatOfFactorials() {
    assertThat(InterArrivals.logGamma(1)).isCloseTo(0, within(1e-9));
    assertThat(InterArrivals.logGamma(5)).isCloseTo(Math.log(24), within(1e-9));
    assertThat(InterArrivals.logGamma(1.5))
        .isCloseTo(Math.log(Math.sqrt(Math.PI) / 2), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"GAMMA, 0", "GAMMA, -1", "GAMMA, NaN", "WEIBULL, 0.01", "GAMMA, 1e9"})
  void aShapeThatCannotBeDrawnFromIsRefused(Family family, double shape) {
    assertThatThrownBy(() -> new InterArrivals(family, shape))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shape");
  }
}
