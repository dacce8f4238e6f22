package dev.breakeven.core.serving.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.serving.SteadyState;
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
    return predicted(load, Metric.TPOT);
  }

  private static double predicted(Load load, Metric metric) {
    Measurement measured = new Measurement(EIGHT_SLOTS, 1, 1, 600, 200, load, metric, 1);
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

  /// Seven others bring three prompt tokens a step each: a prompt of 600 in 21 of 600 steps, read
  /// at 300 in the mean.
  @Test
  void anOverloadFillsEverySlot() {
    double expected =
        579.0 / 600 * MODEL.seconds(new Mix(8, 700, 0, 0))
            + 21.0 / 600 * MODEL.seconds(new Mix(8, 700, 600, 300));

    assertThat(tpotAt(1e6)).isCloseTo(expected, within(1e-12));
    assertThat(tpot(new Load.Unlimited())).isEqualTo(tpotAt(1e6));
  }

  /// Twenty through eight slots take three rounds of 20 / 3 in the mean, which bring 20 prompt
  /// tokens a step; the rounds begin after none, one and two times 200 steps.
  @Test
  void anOfflineRunIsWholeRoundsEquallyFull() {
    double step =
        580.0 / 600 * MODEL.seconds(new Mix(20 / 3.0, 700, 0, 0))
            + 20.0 / 600 * MODEL.seconds(new Mix(20 / 3.0, 700, 600, 300));
    Load twenty = new Load.Offline(20);

    assertThat(predicted(twenty, Metric.OUTPUT_RATE)).isCloseTo(20 / 3.0 / step, within(1e-9));
    assertThat(predicted(twenty, Metric.TTFT))
        .isCloseTo(
            200 * step + SteadyState.firstToken(MODEL, 20 / 3.0, 700, 600, step), within(1e-9));
    assertThat(predicted(new Load.Offline(16), Metric.OUTPUT_RATE))
        .isEqualTo(predicted(new Load.Closed(8), Metric.OUTPUT_RATE));
    assertThat(predicted(new Load.Offline(3), Metric.OUTPUT_RATE))
        .isEqualTo(predicted(new Load.Closed(3), Metric.OUTPUT_RATE));
  }

  @Test
  void stepsGrowWithTheRate() {
    assertThat(tpotAt(2)).isBetween(tpotAt(0.001), tpotAt(1e6));
  }
}
