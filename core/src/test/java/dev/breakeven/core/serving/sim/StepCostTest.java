package dev.breakeven.core.serving.sim;

import static dev.breakeven.core.serving.KnownHardware.DEEPSEEK_V3;
import static dev.breakeven.core.serving.KnownHardware.GPT_OSS_120B;
import static dev.breakeven.core.serving.KnownHardware.H100;
import static dev.breakeven.core.serving.KnownHardware.H200;
import static dev.breakeven.core.serving.KnownHardware.LLAMA_70B;
import static dev.breakeven.core.serving.KnownHardware.LLAMA_8B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.serving.StepModel.Mix;
import dev.breakeven.testkit.Property;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The integer coefficients say what the step model says.
class StepCostTest {
  private static final List<StepModel> MODELS =
      List.of(
          new StepModel(KnownHardware.of(LLAMA_70B, H100, 4, Precision.FP8), StepConstants.DEFAULT),
          new StepModel(KnownHardware.of(LLAMA_8B, H200, 1, Precision.BF16), StepConstants.DEFAULT),
          new StepModel(
              KnownHardware.of(GPT_OSS_120B, H200, 2, Precision.MXFP4), StepConstants.DEFAULT),
          new StepModel(
              KnownHardware.of(DEEPSEEK_V3, H200, 8, Precision.FP8), StepConstants.DEFAULT),
          new StepModel(
              new Deployment(DEEPSEEK_V3, H200, 8, Precision.FP8, EngineSettings.DEFAULT, true),
              StepConstants.DEFAULT));

  @Test
  void stepsTakeWhatTheStepModelSays() {
    Property.check(
        "integer step time is the step model's within rounding",
        2_000,
        random -> {
          StepModel model = MODELS.get(random.nextInt(MODELS.size()));
          StepCost cost = StepCost.of(model);
          int sequences = random.nextInt(256);
          int context = 1 + random.nextInt(random.nextBoolean() ? 200 : 30_000);
          int prompt = 1 + random.nextInt(1_700);
          int start = random.nextInt(random.nextBoolean() ? 100 : 30_000);
          long picos =
              cost.tokenPicos(sequences + prompt)
                  + sequences * cost.requestPicos()
                  + (long) sequences * context * cost.contextPicos()
                  + (long) sequences * Math.min(context, cost.window()) * cost.windowPicos()
                  + cost.promptPicos(start, prompt);
          double expected =
              model.seconds(new Mix(sequences, context, prompt, start + prompt / 2.0));
          assertThat(picos / 1e12).isCloseTo(expected, withinPercentage(0.02));
        });
  }

  @Test
  void windowedLayersAddNothingBeyondTheWindow() {
    StepCost cost = StepCost.of(MODELS.get(2));

    assertThat(cost.window()).isEqualTo(128);
    assertThat(cost.windowPicos()).isCloseTo(cost.contextPicos(), withinPercentage(1));
    long far = cost.promptPicos(100_000, 1);
    long farther = cost.promptPicos(200_000, 1);
    assertThat((double) farther).isCloseTo(2.0 * far, withinPercentage(1));
  }

  @Test
  void absurdConstantsAreRefusedByName() {
    StepConstants d = StepConstants.DEFAULT;
    for (double layerSeconds : new double[] {Double.NaN, -1, 1e30, Double.POSITIVE_INFINITY}) {
      StepConstants absurd =
          new StepConstants(
              d.weightEfficiency(),
              d.kvEfficiency(),
              d.bf16Efficiency(),
              d.fp8Efficiency(),
              d.fp4Efficiency(),
              d.weightOnlyEfficiency(),
              d.mixtureEfficiency(),
              d.promptEfficiency(),
              d.latentEfficiency(),
              d.expertSkew(),
              layerSeconds,
              d.mixtureSeconds(),
              d.requestSeconds(),
              d.stepSeconds(),
              d.fabricLatencySeconds(),
              d.pcieLatencySeconds(),
              d.linkEfficiency(),
              d.medianError(),
              d.p90Error(),
              "absurd");
      StepModel model = new StepModel(KnownHardware.of(LLAMA_8B, H200, 1, Precision.BF16), absurd);
      assertThatThrownBy(() -> Engine.of(model, 16))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("step time");
    }
  }
}
