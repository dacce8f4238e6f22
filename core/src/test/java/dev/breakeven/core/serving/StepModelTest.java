package dev.breakeven.core.serving;

import static dev.breakeven.core.serving.KnownHardware.DEEPSEEK_V3;
import static dev.breakeven.core.serving.KnownHardware.GPT_OSS_120B;
import static dev.breakeven.core.serving.KnownHardware.H100;
import static dev.breakeven.core.serving.KnownHardware.LLAMA_70B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.StepModel.Mix;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Each term by itself: whatever else a step does is made to take no time.
class StepModelTest {
  private static final double NO_TIME = 1e40;
  private static final Offset<Double> EXACT = within(1e-12);

  /// The default efficiencies without latencies and overheads.
  private static StepConstants constants(double layer, double request, double step) {
    return new StepConstants(
        0.80, 0.70, 0.65, 0.50, 0.40, 0.60, 1, 0.4, 0.5, 1, layer, 0, request, step, 0, 0, 0.5, 0,
        0, "test");
  }

  private static final StepConstants NO_OVERHEAD = constants(0, 0, 0);

  private static GpuSpec gpu(double bandwidth, double flops) {
    return KnownHardware.gpu("test", 80, bandwidth, flops, flops, NO_TIME);
  }

  private static double seconds(
      ModelCard model, GpuSpec gpu, int tp, Precision precision, Mix mix) {
    return new StepModel(KnownHardware.of(model, gpu, tp, precision), NO_OVERHEAD).seconds(mix);
  }

  /// 2 bytes of each weight but those of the embedding table, over 2 GPUs at 0.8 × 1 TB/s.
  @Test
  void aDenseStepReadsAllWeightsButTheEmbeddingTable() {
    double expected = 2 * (70_550_000_000.0 - 128_256.0 * 8192) / (2 * 0.8 * 1e12);

    assertThat(seconds(LLAMA_70B, gpu(1e12, NO_TIME), 2, Precision.BF16, new Mix(1, 0, 0, 0)))
        .isCloseTo(expected, EXACT);
  }

  @Test
  void aMixtureReadsTheExpertsItsTokensHit() {
    StepModel model =
        new StepModel(KnownHardware.of(DEEPSEEK_V3, H100, 8, Precision.FP8), NO_OVERHEAD);

    assertThat(model.expertsHit(1) / 58).isCloseTo(8, within(1e-6));
    assertThat(model.expertsHit(32) / 58).isCloseTo(163.3, within(0.1));
    assertThat(model.expertsHit(128) / 58).isCloseTo(251.6, within(0.1));
    assertThat(model.expertsHit(1e6)).isCloseTo(58 * 256, within(1e-6));
  }

  /// In fp8 the head stays at 16 bits: 2 × 129,280 × 7,168 bytes of it, a byte of all else.
  @Test
  void aStepReadsTheHeadAt16BitsAndTheTableNotAtAll() {
    Deployment deployment = KnownHardware.of(DEEPSEEK_V3, H100, 8, Precision.FP8);
    double table = 129_280.0 * 7168;

    assertThat(deployment.bytesRead(58 * 256)).isCloseTo(671_030_000_000.0, within(1.0));
    assertThat(deployment.bytesRead(0))
        .isCloseTo(671_030_000_000.0 - 653_908_770_816.0, within(1.0));
    assertThat(deployment.weightsBytes()).isEqualTo((long) (671_030_000_000.0 + 2 * table));
  }

  /// Two operations for each active parameter and token, at 0.5 of the fp8 rate of two GPUs.
  @Test
  void multiplicationsCountActiveParameters() {
    assertThat(seconds(GPT_OSS_120B, gpu(NO_TIME, 1e15), 2, Precision.FP8, new Mix(100, 0, 50, 0)))
        .isCloseTo(2 * 5_130_000_000.0 * 150 / (2 * 0.5 * 1e15), EXACT);
  }

  @Test
  void readingAndMultiplyingOverlapInPart() {
    // the table is not read, and the head takes twice a byte a weight
    double read = 70_550_000_000.0 / (0.8 * 1e12);
    double multiply = 2 * 69_500_000_000.0 * 100 / (0.5 * 1e14);

    assertThat(seconds(LLAMA_70B, gpu(1e12, 1e14), 1, Precision.FP8, new Mix(100, 0, 0, 0)))
        .isCloseTo(Math.cbrt(read * read * read + multiply * multiply * multiply), EXACT);
  }

  /// Read once a step by each sequence, over as many GPUs as there are KV heads to share.
  @Test
  void decodingReadsTheCacheOfEachSequence() {
    GpuSpec gpu = gpu(1e12, NO_TIME);
    Mix without = new Mix(10, 0, 0, 0);
    Mix with = new Mix(10, 3000, 0, 0);
    for (int tp : new int[] {4, 16}) {
      double read =
          seconds(LLAMA_70B, gpu, tp, Precision.FP8, with)
              - seconds(LLAMA_70B, gpu, tp, Precision.FP8, without);
      assertThat(read).isCloseTo(10 * 3000 * 327_680.0 / (Math.min(tp, 8) * 0.7 * 1e12), EXACT);
    }
    double latent =
        seconds(DEEPSEEK_V3, gpu, 8, Precision.FP8, with)
            - seconds(DEEPSEEK_V3, gpu, 8, Precision.FP8, without);
    assertThat(latent).isCloseTo(10 * 3000 * 70_272.0 / (0.7 * 1e12), EXACT);
    double windowed =
        seconds(GPT_OSS_120B, gpu, 1, Precision.FP8, with)
            - seconds(GPT_OSS_120B, gpu, 1, Precision.FP8, without);
    assertThat(windowed).isCloseTo(10 * (3000 * 36_864.0 + 4_718_592) / (0.7 * 1e12), EXACT);
  }

  /// 4 operations a head, head dimension, layer, prompt token and position, at 0.6 of the rate that
  /// multiplications reach; windowed layers look back no further than their window.
  @Test
  void promptsAttendToWhatStandsBeforeThem() {
    GpuSpec gpu = gpu(NO_TIME, 1e12);

    assertThat(promptAttention(LLAMA_70B, gpu, 4, 500, 1000))
        .isCloseTo(4.0 * 80 * 64 * 128 * 500 * 1000 / (4 * 0.4 * 1e12), within(1e-9));
    assertThat(promptAttention(GPT_OSS_120B, gpu, 1, 500, 1000))
        .isCloseTo(4.0 * 64 * 64 * 500 * 18 * (1000 + 128) / (0.4 * 1e12), within(1e-9));
    assertThat(promptAttention(GPT_OSS_120B, gpu, 1, 500, 100))
        .isCloseTo(4.0 * 64 * 64 * 500 * 36 * 100 / (0.4 * 1e12), within(1e-9));
  }

  private static double promptAttention(
      ModelCard model, GpuSpec gpu, int tp, double tokens, double position) {
    return seconds(model, gpu, tp, Precision.FP8, new Mix(1, 0, tokens, position))
        - seconds(model, gpu, tp, Precision.FP8, new Mix(1, 0, tokens, 0));
  }

  /// Two a layer: a latency, and 2 (tp − 1) / tp times two bytes of each token's hidden state.
  @Test
  void tensorParallelLayersReduceTwice() {
    StepConstants latencies =
        new StepConstants(
            0.80, 0.70, 0.65, 0.50, 0.40, 0.60, 1, 0.4, 0.5, 1, 0, 0, 0, 0, 5e-6, 20e-6, 0.5, 0, 0,
            "test");
    GpuSpec linked = KnownHardware.gpu("linked", 80, NO_TIME, NO_TIME, NO_TIME, 450e9);
    GpuSpec pcie = KnownHardware.gpu("pcie", 80, NO_TIME, NO_TIME, NO_TIME, 0);
    Mix mix = new Mix(60, 0, 40, 0);
    double bytes = 2 * 0.75 * 100 * 8192 * 2;

    assertThat(reduce(linked, 4, latencies, mix))
        .isCloseTo(160 * (5e-6 + bytes / (0.5 * 450e9)), EXACT);
    assertThat(reduce(pcie, 4, latencies, mix))
        .isCloseTo(160 * (20e-6 + bytes / (0.5 * 32e9)), EXACT);
    assertThat(reduce(linked, 1, latencies, mix)).isCloseTo(0, EXACT);
  }

  private static double reduce(GpuSpec gpu, int tp, StepConstants constants, Mix mix) {
    return new StepModel(KnownHardware.of(LLAMA_70B, gpu, tp, Precision.FP8), constants)
        .seconds(mix);
  }

  @Test
  void layersRequestsAndStepsHaveOverheads() {
    StepModel model =
        new StepModel(
            KnownHardware.of(LLAMA_70B, gpu(NO_TIME, NO_TIME), 1, Precision.FP8),
            constants(50e-6, 15e-6, 0.4e-3));

    assertThat(model.seconds(new Mix(7, 0, 0, 0)))
        .isCloseTo(80 * 50e-6 + 7 * 15e-6 + 0.4e-3, EXACT);
  }

  /// Under data-parallel attention each of eight GPUs reads all weights but the routed experts,
  /// and none spends time on the requests of another.
  @Test
  void attentionThatIsDataParallelReadsItsWeightsOnEveryGpu() {
    Deployment shared = KnownHardware.of(DEEPSEEK_V3, H100, 8, Precision.FP8);
    Deployment own =
        new Deployment(DEEPSEEK_V3, H100, 8, Precision.FP8, EngineSettings.DEFAULT, true);
    double others = 671_030_000_000.0 - 653_908_770_816.0;
    StepConstants requests = constants(0, 16e-6, 0);

    assertThat(own.bytesRead(0)).isCloseTo(8 * others, within(8.0));
    assertThat(own.bytesRead(58 * 256)).isCloseTo(8 * others + 653_908_770_816.0, within(8.0));
    assertThat(new StepModel(shared, requests).requestSeconds()).isEqualTo(16e-6);
    assertThat(new StepModel(own, requests).requestSeconds()).isEqualTo(2e-6);
    assertThat(new StepModel(own, requests).seconds(new Mix(400, 0, 0, 0)))
        .isCloseTo(
            new StepModel(own, NO_OVERHEAD).seconds(new Mix(400, 0, 0, 0)) + 400 * 2e-6, EXACT);
  }

  /// 48 sequences leave 2,000 of 2,048 tokens a step. At 500 prompt tokens a step a prompt of 6,000
  /// comes as a chunk of 2,000 in every fourth step, and one of 1,000 whole in every second.
  @Test
  void promptsComeInChunksAndTheOtherStepsReadNone() {
    StepModel model =
        new StepModel(KnownHardware.of(DEEPSEEK_V3, H100, 8, Precision.FP8), StepConstants.DEFAULT);
    double none = model.seconds(new Mix(48, 7000, 0, 0));

    assertThat(model.meanSeconds(48, 7000, 500, 6000))
        .isCloseTo(0.75 * none + 0.25 * model.seconds(new Mix(48, 7000, 2000, 3000)), EXACT);
    assertThat(model.meanSeconds(48, 7000, 500, 1000))
        .isCloseTo(0.5 * none + 0.5 * model.seconds(new Mix(48, 7000, 1000, 500)), EXACT);
    assertThat(model.meanSeconds(48, 7000, 500, 100))
        .isEqualTo(model.seconds(new Mix(48, 7000, 500, 50)));
    assertThat(model.meanSeconds(48, 7000, 0, 0)).isEqualTo(none);
  }

  /// The sum of section 3 of the study, worked out apart from this code.
  @Test
  void allTermsTogether() {
    StepModel model =
        new StepModel(KnownHardware.of(LLAMA_70B, H100, 8, Precision.FP8), StepConstants.DEFAULT);

    assertThat(model.seconds(new Mix(256, 1500, 256, 500)))
        .isCloseTo(0.03543189231352259, within(1e-12));
  }

  @Test
  void aMixIsFiniteAndNotNegative() {
    for (double odd : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Mix(odd, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Mix(1, odd, 0, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Mix(1, 0, odd, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Mix(1, 0, 0, odd)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// Experts in every layer of Llama 4 Maverick would be twice the model.
  @Test
  void aCardWhoseExpertsDoNotAddUpIsNotDescribed() {
    assertThatThrownBy(
            () ->
                new ModelCard(
                    DEEPSEEK_V3.id(),
                    "",
                    ModelCard.Attention.CHUNKED,
                    400_710_000_000L,
                    16_150_000_000L,
                    48,
                    5120,
                    40,
                    8,
                    128,
                    202_048,
                    false,
                    1_048_576,
                    new ModelCard.Experts(128, 1, 8192, 1, 0),
                    LLAMA_70B.kvBytesPerToken(),
                    0,
                    48,
                    0,
                    LLAMA_70B.slidingWindow(),
                    true,
                    "yes",
                    LLAMA_70B.source()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more parameters than");
  }
}
