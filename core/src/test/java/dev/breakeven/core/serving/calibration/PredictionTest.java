package dev.breakeven.core.serving.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.serving.StepModel.Mix;
import dev.breakeven.core.serving.calibration.Measurement.Metric;
import org.junit.jupiter.api.Test;

class PredictionTest {
  private static final Deployment EIGHT_SLOTS =
      KnownHardware.of(KnownHardware.LLAMA_8B, KnownHardware.H100, 1, Precision.BF16, 8, 2);
  private static final StepModel MODEL = new StepModel(EIGHT_SLOTS, StepConstants.DEFAULT);

  /// 600 tokens in, 200 out.
  private static double tpot(Load load) {
    Measurement measured = new Measurement(EIGHT_SLOTS, 1, 1, 600, 200, load, Metric.TPOT, 1);
    return Prediction.of(measured, StepConstants.DEFAULT);
  }

  private static double tpotAt(double requestsPerSecond) {
    return tpot(new Load.Rate(requestsPerSecond));
  }

  /// Its own prompt comes before its first token, so nobody's prompt is in its steps.
  @Test
  void aRequestThatComesAloneHasItsStepsToItself() {
    assertThat(tpotAt(0.001)).isCloseTo(MODEL.seconds(new Mix(1, 700, 0, 0)), within(1e-5));
    assertThat(tpot(new Load.Closed(1)))
        .isCloseTo(MODEL.seconds(new Mix(1, 700, 0, 0)), within(1e-12));
  }

  /// Seven others bring three prompt tokens a step each, read at 300 in the mean.
  @Test
  void anOverloadFillsEverySlot() {
    assertThat(tpotAt(1e6)).isCloseTo(MODEL.seconds(new Mix(8, 700, 21, 300)), within(1e-12));
    assertThat(tpot(new Load.Unlimited())).isEqualTo(tpotAt(1e6));
  }

  @Test
  void stepsGrowWithTheRate() {
    assertThat(tpotAt(2)).isBetween(tpotAt(0.001), tpotAt(1e6));
  }
}
