package dev.breakeven.core.serving;

import static dev.breakeven.core.serving.KnownHardware.A100;
import static dev.breakeven.core.serving.KnownHardware.GPT_OSS_120B;
import static dev.breakeven.core.serving.KnownHardware.H100;
import static dev.breakeven.core.serving.KnownHardware.L40S;
import static dev.breakeven.core.serving.KnownHardware.LLAMA_70B;
import static dev.breakeven.core.serving.KnownHardware.LLAMA_8B;
import static dev.breakeven.core.serving.KnownHardware.MI300X;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.testkit.Property;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CapacityTest {
  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  private static Capacity known(Deployment deployment, double in, double out, double limit) {
    return Capacity.of(new StepModel(deployment, StepConstants.DEFAULT), in, out, limit)
        .toOptional()
        .orElseThrow();
  }

  private static String unknown(Deployment deployment, double in, double out, double limit) {
    return switch (Capacity.of(new StepModel(deployment, StepConstants.DEFAULT), in, out, limit)) {
      case Knowable.Known<Capacity>(Capacity capacity) -> throw new AssertionError(capacity);
      case Knowable.Unknown<Capacity>(String reason) -> reason;
    };
  }

  /// Memory for 967 sequences of 1500 tokens: 59.42 GB a GPU over 40,960 bytes a token.
  @Test
  void theBatchIsWhatTheTightestLimitAllows() {
    Deployment few = KnownHardware.of(LLAMA_70B, H100, 8, Precision.FP8);
    Deployment many = KnownHardware.of(LLAMA_70B, H100, 8, Precision.FP8, 2048, 2);

    assertThat(known(few, 1000, 1000, NO_LIMIT))
        .returns(256, Capacity::batch)
        .returns("max_num_seqs", Capacity::limitedBy);
    assertThat(known(many, 1000, 1000, NO_LIMIT))
        .returns(967, Capacity::batch)
        .returns("KV memory", Capacity::limitedBy);
    assertThat(known(few, 1000, 1000, 0.030).limitedBy()).isEqualTo("TPOT limit");
  }

  @Test
  void oneSequenceMoreWouldBreakTheLimit() {
    Property.check(
        "largest batch",
        1_000,
        random -> {
          Deployment deployment = KnownHardware.of(GPT_OSS_120B, H100, 2, Precision.MXFP4);
          double in = random.nextInt(4000);
          double out = 1 + random.nextInt(1000);
          double limit = random.nextDouble(0.004, 0.1);
          StepModel model = new StepModel(deployment, StepConstants.DEFAULT);
          Capacity.of(model, in, out, limit)
              .toOptional()
              .ifPresent(
                  capacity -> {
                    assertThat(capacity.steady().tpotSeconds()).isLessThanOrEqualTo(limit);
                    double more =
                        SteadyState.at(model, capacity.batch() + 1, in, out).tpotSeconds();
                    assertThat(capacity.limitedBy().equals("TPOT limit"))
                        .isEqualTo(more > limit && capacity.batch() < 256);
                  });
        });
  }

  /// A request of mean lengths takes its share of the batch: TPOT × out / batch.
  @Test
  void secondsATokenAddUpToAMeanRequest() {
    Capacity capacity = known(KnownHardware.of(LLAMA_70B, H100, 4, Precision.FP8), 1500, 300, 0.06);

    assertThat(1500 * capacity.secondsPerInputToken() + 300 * capacity.secondsPerOutputToken())
        .isCloseTo(capacity.steady().tpotSeconds() * 300 / capacity.batch(), within(1e-12));
    assertThat(1 / capacity.steady().requestsPerSecond())
        .isCloseTo(capacity.steady().tpotSeconds() * 300 / capacity.batch(), within(1e-12));
  }

  @Test
  void promptsWithoutTokensTakeNoTime() {
    Capacity capacity = known(KnownHardware.of(LLAMA_70B, H100, 4, Precision.FP8), 0, 300, 0.06);

    assertThat(capacity.secondsPerInputToken()).isZero();
    assertThat(capacity.secondsPerOutputToken())
        .isCloseTo(capacity.steady().tpotSeconds() / capacity.batch(), within(1e-15));
  }

  @Test
  void whatCannotServeSaysWhy() {
    Deployment fits = KnownHardware.of(LLAMA_70B, H100, 8, Precision.FP8);

    assertThat(unknown(fits, 1000, 1000, 0.005)).contains("one request alone").contains("5 ms");
    assertThat(unknown(KnownHardware.of(LLAMA_70B, H100, 1, Precision.BF16), 1, 1, NO_LIMIT))
        .contains("short by");
    assertThat(unknown(KnownHardware.of(LLAMA_70B, H100, 3, Precision.FP8), 1, 1, NO_LIMIT))
        .contains("cannot share");
  }

  @Test
  void aLimitThatIsNoNumberIsRefused() {
    StepModel model =
        new StepModel(KnownHardware.of(LLAMA_70B, H100, 8, Precision.FP8), StepConstants.DEFAULT);

    assertThatThrownBy(() -> Capacity.of(model, 1000, 1000, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Capacity.of(model, Double.NaN, 1000, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Capacity.of(model, 1000, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Saturated output tokens a second as published, at the batch and cache the runs were made with:
  /// TensorRT-LLM 0.17 (fp8 checkpoints keep an fp8 cache; batch to 2,048), and five vLLM images on
  /// MI300X of which the mean is taken (batch to 3,200).
  @Test
  void publishedThroughputLiesWithinTheStatedError() {
    double[] errors = {
      error(KnownHardware.of(LLAMA_70B, H100, 8, Precision.FP8, 2048, 1), 1000, 1000, 11_451),
      error(KnownHardware.of(LLAMA_70B, A100, 4, Precision.BF16, 2048, 2), 1000, 1000, 1_922),
      error(KnownHardware.of(LLAMA_8B, L40S, 1, Precision.FP8, 2048, 1), 128, 2048, 5_366),
      error(KnownHardware.of(LLAMA_70B, MI300X, 8, Precision.FP8, 3200, 2), 128, 2048, 13_906),
    };
    Arrays.sort(errors);

    assertThat(errors[3]).isLessThan(StepConstants.DEFAULT.p90Error());
    assertThat((errors[1] + errors[2]) / 2).isLessThan(StepConstants.DEFAULT.medianError());
  }

  private static double error(Deployment deployment, double in, double out, double measured) {
    double predicted = known(deployment, in, out, NO_LIMIT).steady().outputTokensPerSecond();
    return Math.abs(predicted / measured - 1);
  }
}
