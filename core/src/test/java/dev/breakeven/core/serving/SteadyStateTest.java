package dev.breakeven.core.serving;

import static dev.breakeven.core.serving.KnownHardware.DEEPSEEK_V3;
import static dev.breakeven.core.serving.KnownHardware.GPT_OSS_120B;
import static dev.breakeven.core.serving.KnownHardware.H100;
import static dev.breakeven.core.serving.KnownHardware.H200;
import static dev.breakeven.core.serving.KnownHardware.LLAMA_70B;
import static dev.breakeven.core.serving.KnownHardware.LLAMA_8B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.StepModel.Mix;
import dev.breakeven.testkit.Property;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SteadyStateTest {
  private static final int CASES = 5_000;
  private static final double ROUNDING = 1 + 1e-9;

  private static StepModel model(ModelCard card, GpuSpec gpu, int tp, Precision precision) {
    return new StepModel(KnownHardware.of(card, gpu, tp, precision), StepConstants.DEFAULT);
  }

  private static final StepModel EIGHT_H100 = model(LLAMA_70B, H100, 8, Precision.FP8);

  /// 256 sequences of 1000 in and 1000 out bring 256 prompt tokens a step: a prompt of 1000 in 256
  /// of 1000 steps. Worked out apart from this code.
  @Test
  void throughputIsTheBatchOverItsStep() {
    SteadyState steady = SteadyState.at(EIGHT_H100, 256, 1000, 1000);

    assertThat(steady.tpotSeconds()).isCloseTo(0.03568337280453872, within(1e-12));
    assertThat(steady.outputTokensPerSecond()).isCloseTo(7174.2097, within(1e-3));
    assertThat(steady.totalTokensPerSecond()).isCloseTo(2 * 7174.2097, within(2e-3));
    assertThat(steady.requestsPerSecond()).isCloseTo(7.1742097, within(1e-6));
  }

  /// Half a step of waiting, then 2048 + 2048 + 904 prompt tokens beside nine others.
  @Test
  void theFirstTokenComesAfterAllChunksOfThePrompt() {
    SteadyState steady = SteadyState.at(EIGHT_H100, 10, 5000, 100);
    double chunks =
        EIGHT_H100.seconds(new Mix(9, 5050, 2048, 1024))
            + EIGHT_H100.seconds(new Mix(9, 5050, 2048, 3072))
            + EIGHT_H100.seconds(new Mix(9, 5050, 904, 4548));

    assertThat(steady.ttftSeconds()).isCloseTo(steady.tpotSeconds() / 2 + chunks, within(1e-12));
  }

  @Test
  void nobodyWaitsForAStepAlone() {
    assertThat(SteadyState.at(EIGHT_H100, 1, 1000, 100).ttftSeconds())
        .isCloseTo(EIGHT_H100.seconds(new Mix(0, 1050, 1000, 500)), within(1e-12));
  }

  @Test
  void anEmptyPromptTakesAStepToo() {
    assertThat(SteadyState.at(EIGHT_H100, 1, 0, 100).ttftSeconds())
        .isCloseTo(EIGHT_H100.seconds(new Mix(0, 50, 0, 0)), within(1e-12));
  }

  @Test
  void lengthsOutsideTheirRangeAreRefused() {
    double[][] odd = {
      {0, 1, 1},
      {-1, 1, 1},
      {1, -1, 1},
      {1, 1, 0},
      {1, 1, -1},
      {1, 1e10, 1},
      {1, 1, Double.NaN},
      {Double.NaN, 1, 1},
      {1, Double.NaN, 1},
      {Double.POSITIVE_INFINITY, 1, 1},
      {1, Double.POSITIVE_INFINITY, 1},
      {1, 1, Double.POSITIVE_INFINITY},
      {1e9, 1e9, 1e-300},
    };
    for (double[] each : odd) {
      assertThatThrownBy(() -> SteadyState.at(EIGHT_H100, each[0], each[1], each[2]))
          .as("%s, %s, %s", each[0], each[1], each[2])
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nothingButFiniteTimesLeaves() {
    Property.check(
        "finite",
        CASES,
        random -> {
          SteadyState steady =
              SteadyState.at(
                  drawModel(random),
                  Math.pow(10, random.nextDouble(-3, 6)),
                  random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble(-3, 7)),
                  Math.pow(10, random.nextDouble(-3, 7)));
          assertThat(steady.tpotSeconds()).isPositive().isFinite();
          assertThat(steady.ttftSeconds()).isPositive().isFinite();
          assertThat(steady.totalTokensPerSecond()).isPositive().isFinite();
        });
  }

  @Test
  void fasterHardwareIsNeverSlower() {
    Property.check(
        "hardware",
        CASES,
        random -> {
          ModelCard card = drawCard(random);
          int tp = 1 << random.nextInt(4);
          double bandwidth = random.nextDouble(1e11, 1e13);
          double flops = random.nextDouble(1e13, 1e16);
          double link = random.nextDouble(1e10, 1e12);
          double better = random.nextDouble(1, 10);
          int which = random.nextInt(3);
          GpuSpec slow = KnownHardware.gpu("slow", 80, bandwidth, flops, flops, link);
          GpuSpec fast =
              KnownHardware.gpu(
                  "fast",
                  80,
                  which == 0 ? bandwidth * better : bandwidth,
                  which == 1 ? flops * better : flops,
                  which == 1 ? flops * better : flops,
                  which == 2 ? link * better : link);
          double sequences = 1 + random.nextInt(512);
          double input = random.nextInt(20_000);
          double output = 1 + random.nextInt(2000);
          SteadyState of =
              SteadyState.at(model(card, slow, tp, Precision.FP8), sequences, input, output);
          SteadyState with =
              SteadyState.at(model(card, fast, tp, Precision.FP8), sequences, input, output);
          assertThat(with.tpotSeconds()).isLessThanOrEqualTo(of.tpotSeconds() * ROUNDING);
          assertThat(with.ttftSeconds()).isLessThanOrEqualTo(of.ttftSeconds() * ROUNDING);
        });
  }

  @Test
  void aLargerBatchNeverServesLessAndNeverSooner() {
    Property.check(
        "batch",
        CASES,
        random -> {
          StepModel model = drawModel(random);
          double batch = 1 + random.nextInt(1000);
          double input = random.nextInt(20_000);
          double output = 1 + random.nextInt(2000);
          SteadyState small = SteadyState.at(model, batch, input, output);
          SteadyState large = SteadyState.at(model, batch + 1, input, output);
          assertThat(large.outputTokensPerSecond() * ROUNDING)
              .isGreaterThanOrEqualTo(small.outputTokensPerSecond());
          assertThat(large.tpotSeconds() * ROUNDING).isGreaterThanOrEqualTo(small.tpotSeconds());
        });
  }

  @Test
  void longerPromptsAreNeverFaster() {
    Property.check(
        "prompts",
        CASES,
        random -> {
          StepModel model = drawModel(random);
          double batch = 1 + random.nextInt(1000);
          double input = random.nextInt(20_000);
          double output = 1 + random.nextInt(2000);
          SteadyState brief = SteadyState.at(model, batch, input, output);
          SteadyState longer =
              SteadyState.at(model, batch, input + 1 + random.nextInt(5000), output);
          assertThat(longer.tpotSeconds() * ROUNDING).isGreaterThanOrEqualTo(brief.tpotSeconds());
          assertThat(longer.ttftSeconds() * ROUNDING).isGreaterThanOrEqualTo(brief.ttftSeconds());
        });
  }

  @Test
  void longerAnswersNeverLetMoreRequestsThrough() {
    Property.check(
        "answers",
        CASES,
        random -> {
          StepModel model = drawModel(random);
          double batch = 1 + random.nextInt(1000);
          double input = random.nextInt(20_000);
          double output = 1 + random.nextInt(2000);
          double more = output + 1 + random.nextInt(2000);
          assertThat(SteadyState.at(model, batch, input, more).requestsPerSecond())
              .isLessThanOrEqualTo(
                  SteadyState.at(model, batch, input, output).requestsPerSecond() * ROUNDING);
        });
  }

  private static ModelCard drawCard(SplittableRandom random) {
    ModelCard[] cards = {LLAMA_8B, LLAMA_70B, GPT_OSS_120B, DEEPSEEK_V3};
    return cards[random.nextInt(cards.length)];
  }

  private static StepModel drawModel(SplittableRandom random) {
    GpuSpec[] gpus = {H100, H200, KnownHardware.A100, KnownHardware.L40S, KnownHardware.MI300X};
    return model(
        drawCard(random),
        gpus[random.nextInt(gpus.length)],
        1 << random.nextInt(4),
        Precision.values()[random.nextInt(Precision.values().length)]);
  }
}
