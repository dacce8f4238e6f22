package dev.breakeven.core.serving;

import static dev.breakeven.core.serving.KnownHardware.DEEPSEEK_V3;
import static dev.breakeven.core.serving.KnownHardware.GPT_OSS_120B;
import static dev.breakeven.core.serving.KnownHardware.H100;
import static dev.breakeven.core.serving.KnownHardware.H200;
import static dev.breakeven.core.serving.KnownHardware.LLAMA_70B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.testkit.Property;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// One H100 leaves 0.9 × 80 GB − 3.5 GB = 68.5 GB for weights and KV cache.
class FitTest {
  @Test
  void weightsAreWhatPublishedCheckpointsTake() {
    assertThat(weights(LLAMA_70B, Precision.BF16)).isEqualTo(141_100_000_000L);
    assertThat(weights(LLAMA_70B, Precision.FP8)).isEqualTo(70_550_000_000L + 2L * 128_256 * 8192);
    long embeddings = 2L * 128_256 * 8192;
    assertThat(weights(LLAMA_70B, Precision.NVFP4))
        .isEqualTo((70_550_000_000L - embeddings) * 9 / 16 + 2 * embeddings);
    long experts = 36L * 128 * 3 * 2880 * 2880;
    assertThat(weights(GPT_OSS_120B, Precision.MXFP4))
        .isEqualTo(experts * 17 / 32 + (116_790_000_000L - experts) * 2);
    assertThat(weights(DEEPSEEK_V3, Precision.FP8))
        .isEqualTo(671_030_000_000L + 2L * 129_280 * 7168);
  }

  private static long weights(ModelCard model, Precision precision) {
    return KnownHardware.of(model, H100, 1, precision).weightsBytes();
  }

  @Test
  void kvBytesFollowFromLayersAndHeads() {
    assertThat(kvBytes(LLAMA_70B, 1000)).isEqualTo(1000.0 * 2 * 80 * 8 * 128 * 2);
    assertThat(kvBytes(DEEPSEEK_V3, 1000)).isEqualTo(1000.0 * 61 * (512 + 64) * 2);
    long layerToken = 2L * 8 * 64 * 2;
    assertThat(kvBytes(GPT_OSS_120B, 1000)).isEqualTo(18 * layerToken * (1000.0 + 128));
    assertThat(kvBytes(GPT_OSS_120B, 32)).isEqualTo(18 * layerToken * (32.0 + 32));
  }

  private static double kvBytes(ModelCard model, long context) {
    return KnownHardware.of(model, H100, 1, Precision.FP8).kvBytesPerSequence(context);
  }

  @Test
  void anFp8CacheTakesHalf() {
    Deployment half = KnownHardware.of(GPT_OSS_120B, H100, 1, Precision.MXFP4, 256, 1);

    assertThat(half.kvBytesPerSequence(8192)).isEqualTo(306_708_480 / 2.0);
    assertThat(fits(half, 8192).maxConcurrency()).hasValue(21);
  }

  /// 141.1 GB over two GPUs are 70.55 GB each, 2.05 GB more than there is.
  @Test
  void weightsThatDoNotFitAreShortToTheByte() {
    assertThat(Fit.of(KnownHardware.of(LLAMA_70B, H100, 2, Precision.BF16), 1, 1))
        .isEqualTo(new Fit.Short(4_100_000_000L, "the weights", 141_100_000_000L));
  }

  /// Four GPUs leave 33.225 GB each, and a token takes 81,920 bytes of each.
  @Test
  void roomForSequencesIsCountedToTheByte() {
    Deployment four = KnownHardware.of(LLAMA_70B, H100, 4, Precision.BF16);

    assertThat(Fit.of(four, 8192, 49))
        .isEqualTo(
            new Fit.Fits(141_100_000_000L, 327_680, OptionalLong.of(405_578), OptionalLong.of(49)));
    assertThat(Fit.of(four, 8192, 50))
        .isInstanceOfSatisfying(
            Fit.Short.class,
            fit -> {
              assertThat(fit.bytes()).isEqualTo(1_317_728_000);
              assertThat(fit.what()).contains("50").contains("8192");
            });
  }

  @Test
  void kvHeadsAreCopiedBeyondTheirNumber() {
    assertThat(kvTokens(LLAMA_70B, 8, Precision.BF16)).isEqualTo(1_241_760);
    assertThat(kvTokens(LLAMA_70B, 16, Precision.BF16)).isEqualTo(1_457_061);
  }

  private static long kvTokens(ModelCard model, int tp, Precision precision) {
    return fits(KnownHardware.of(model, H100, tp, precision), 1).kvTokens().orElseThrow();
  }

  /// 123.4 GB a GPU less an eighth of the weights leave 39,289,580,240 bytes for the same latents.
  @Test
  void everyGpuHoldsTheWholeLatentOfMla() {
    Deployment eight = KnownHardware.of(DEEPSEEK_V3, H200, 8, Precision.FP8);

    assertThat(fits(eight, 8192).kvTokens()).hasValue(559_107);
    assertThat(fits(eight, 8192).maxConcurrency()).hasValue(68);
  }

  /// Ten KV heads and three GPUs: heads need not be shared, and 900 sequences divide evenly.
  @Test
  void dataParallelAttentionSharesNoHeads() {
    ModelCard model =
        KnownHardware.dense("odd", 14_660_000_000L, 14_000_000_000L, 40, 5120, 40, 10, 204_800);
    EngineSettings logged = EngineSettings.DEFAULT.withLoggedKvTokens(30_000);
    Deployment three = new Deployment(model, H100, 3, Precision.FP8, logged, true);

    assertThat(fits(three, 100).kvTokens()).hasValue(90_000);
    assertThat(fits(three, 100).maxConcurrency()).hasValue(900);
    assertThat(three.holds(3, 50, 100)).isEqualTo(900);
  }

  @Test
  void headsThatGpusCannotShareAreRefused() {
    assertThat(Fit.of(KnownHardware.of(LLAMA_70B, H100, 3, Precision.FP8), 1, 1))
        .isInstanceOf(Fit.Indivisible.class);
    ModelCard tenKvHeads =
        KnownHardware.dense("ten-kv-heads", 14_660_000_000L, 14_000_000_000L, 40, 5120, 40, 10, 1);
    assertThat(Fit.of(KnownHardware.of(tenKvHeads, H100, 4, Precision.FP8), 1, 1))
        .isInstanceOfSatisfying(
            Fit.Indivisible.class, fit -> assertThat(fit.reason()).contains("10 KV heads"));
    assertThat(Fit.of(KnownHardware.of(tenKvHeads, H100, 2, Precision.FP8), 1, 1))
        .isInstanceOf(Fit.Fits.class);
  }

  @Test
  void nothingIsAskedOfNoSequence() {
    Deployment deployment = KnownHardware.of(LLAMA_70B, H100, 4, Precision.FP8);

    assertThatThrownBy(() -> Fit.of(deployment, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fit.of(deployment, 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void maxConcurrencyFitsAndOneMoreDoesNot() {
    Property.check(
        "max concurrency",
        2_000,
        random -> {
          ModelCard[] models = {LLAMA_70B, GPT_OSS_120B, DEEPSEEK_V3};
          Deployment deployment =
              KnownHardware.of(
                  models[random.nextInt(3)], H200, 1 << random.nextInt(4), Precision.FP8);
          long context = 1 + random.nextInt(100_000);
          if (Fit.of(deployment, context, 1) instanceof Fit.Fits fits) {
            long most = fits.maxConcurrency().orElseThrow();
            assertThat(Fit.of(deployment, context, most)).isInstanceOf(Fit.Fits.class);
            assertThat(Fit.of(deployment, context, most + 1)).isInstanceOf(Fit.Short.class);
          }
        });
  }

  private static Fit.Fits fits(Deployment deployment, long context) {
    return (Fit.Fits) Fit.of(deployment, context, 1);
  }
}
