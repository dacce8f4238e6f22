package dev.breakeven.core.serving;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import org.jspecify.annotations.Nullable;

/// The time of one engine step of a deployment, in seconds.
///
/// A step makes one token for each running sequence and reads some prompt tokens. Its time is
/// weights read (for a mixture: the experts that n tokens are expected to hit) soft-max with the
/// multiplications, plus KV read, prefill attention, two all-reduces a layer, and overheads a
/// layer, a request and a step. Under data-parallel attention every GPU reads all weights outside
/// the routed experts and handles its own requests beside the others. Source: our serving-model
/// study of 2,548 published points; the soft-max exponent 3 scores within a point of a hard maximum
/// and of a sum.
///
/// MLA: reading the latent cache also takes the multiplications of every head with it, which are
/// 4 × heads × latent width a token of context (DeepSeek-V3: 128 heads × 576, near the ridge of an
/// H100); a prompt is attended to with heads of 192 + 128 (`qk_nope_head_dim` +
/// `qk_rope_head_dim` and `v_head_dim` of the DeepSeek-V2, V3 and Kimi-K2 config files), 160 in
/// the mean.
public final class StepModel {
  private static final double SOFT_MAX = 3;
  private static final int LATENT_HEAD = (192 + 128) / 2;

  private final Deployment deployment;
  private final StepConstants constants;
  private final double bytesReadAlways;
  private final double bytesPerExpert;
  private final double readBandwidth;
  private final double kvBandwidth;
  private final double multiplyRate;
  private final double attentionRate;
  private final double fixedSeconds;
  private final double requestSeconds;

  public StepModel(Deployment deployment, StepConstants constants) {
    this.deployment = deployment;
    this.constants = constants;
    GpuSpec gpu = deployment.gpu();
    int tp = deployment.tensorParallel();
    bytesReadAlways = deployment.bytesRead(0);
    bytesPerExpert = deployment.bytesPerExpert();
    readBandwidth = tp * constants.weightEfficiency() * gpu.bandwidthBytesPerSecond();
    kvBandwidth = deployment.kvSplit() * constants.kvEfficiency() * gpu.bandwidthBytesPerSecond();
    ModelCard model = deployment.model();
    multiplyRate =
        tp
            * constants.multiplyEfficiency(deployment.precision())
            * (model.isMixture() ? constants.mixtureEfficiency() : 1)
            * gpu.flops(deployment.precision());
    attentionRate = tp * gpu.flops(Precision.BF16);
    requestSeconds = constants.requestSeconds() / (deployment.attentionDataParallel() ? tp : 1);
    fixedSeconds =
        model.layers() * constants.layerSeconds()
            + model.mixtureLayers() * constants.mixtureSeconds()
            + constants.stepSeconds();
  }

  /// The mix of one step: `sequences` decoding at mean context `context`, and `promptTokens` read
  /// at mean position `promptPosition`.
  ///
  /// Throws `IllegalArgumentException` unless all are finite and not negative.
  public record Mix(double sequences, double context, double promptTokens, double promptPosition) {
    public Mix {
      double least = Math.min(Math.min(sequences, context), Math.min(promptTokens, promptPosition));
      if (!(least >= 0 && Double.isFinite(sequences + context + promptTokens + promptPosition))) {
        throw new IllegalArgumentException(
            "step of %s sequences at %s, %s prompt tokens at %s (expected: finite, not negative)"
                .formatted(sequences, context, promptTokens, promptPosition));
      }
    }
  }

  /// Equal to a model of an equal deployment with equal constants.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StepModel model
        && deployment.equals(model.deployment)
        && constants.equals(model.constants);
  }

  @Override
  public int hashCode() {
    return 31 * deployment.hashCode() + constants.hashCode();
  }

  public Deployment deployment() {
    return deployment;
  }

  public StepConstants constants() {
    return constants;
  }

  public double seconds(Mix mix) {
    return batchSeconds(mix.sequences() + mix.promptTokens())
        + mix.sequences() * contextSeconds(mix.context())
        + promptSeconds(mix.promptTokens(), mix.promptPosition())
        + mix.sequences() * requestSeconds;
  }

  /// The mean step that keeps `sequences` decoding at mean context `context` while prompts of
  /// `inputTokens` come at `promptTokens` a step in the mean, by [MeanStep].
  public double meanSeconds(
      double sequences, double context, double promptTokens, double inputTokens) {
    double room = deployment.maxNumBatchedTokens() - sequences;
    return MeanStep.of(
        promptTokens,
        Math.min(inputTokens, room),
        chunk -> seconds(new Mix(sequences, context, chunk, inputTokens / 2)));
  }

  /// What a step of `tokens` tokens takes without attention and overheads a request.
  public double batchSeconds(double tokens) {
    return multiplySeconds(tokens) + allReduceSeconds(tokens) + fixedSeconds;
  }

  /// What each sequence adds to a step beside attention: of its own GPU alone, where attention is
  /// data-parallel.
  public double requestSeconds() {
    return requestSeconds;
  }

  /// Attention of one sequence over its KV cache of `context` tokens.
  public double contextSeconds(double context) {
    double read = deployment.kvBytesPerSequence(context) / kvBandwidth;
    if (!isLatent()) {
      return read;
    }
    ModelCard model = deployment.model();
    double width = model.kvBytesPerToken().orElse(0) / (2.0 * model.layers());
    double operations = 4.0 * model.heads() * width * model.layers() * context;
    return read + operations / (constants.latentEfficiency() * attentionRate);
  }

  private boolean isLatent() {
    return deployment.model().attention() == ModelCard.Attention.MLA;
  }

  private double multiplySeconds(double tokens) {
    double read = (bytesReadAlways + expertsHit(tokens) * bytesPerExpert) / readBandwidth;
    double multiply = 2 * deployment.model().activeParameters() * tokens / multiplyRate;
    return Math.pow(Math.pow(read, SOFT_MAX) + Math.pow(multiply, SOFT_MAX), 1 / SOFT_MAX);
  }

  /// Routed experts that a step of `tokens` tokens is expected to hit, over all layers.
  double expertsHit(double tokens) {
    ModelCard model = deployment.model();
    if (!model.isMixture()) {
      return 0;
    }
    ModelCard.Experts experts = model.experts();
    double missShare = 1 - (double) experts.perToken() / experts.count();
    double even = Math.pow(tokens, constants.expertSkew());
    return model.mixtureLayers() * experts.count() * (1 - Math.pow(missShare, even));
  }

  /// Attention of `promptTokens` prompt tokens at mean position `position`.
  public double promptSeconds(double promptTokens, double position) {
    if (promptTokens == 0) {
      return 0;
    }
    ModelCard model = deployment.model();
    double windowed = Math.min(position, model.slidingWindow().orElse(Integer.MAX_VALUE));
    double reach = model.fullLayers() * position + model.slidingLayers() * windowed;
    int headDim = isLatent() ? LATENT_HEAD : model.headDim();
    double operations = 4.0 * model.heads() * headDim * promptTokens * reach;
    return operations / (constants.promptEfficiency() * attentionRate);
  }

  private double allReduceSeconds(double tokens) {
    int tp = deployment.tensorParallel();
    if (tp == 1) {
      return 0;
    }
    GpuSpec gpu = deployment.gpu();
    boolean fabric = gpu.linkBytesPerSecond().isPresent();
    double bandwidth = gpu.linkBytesPerSecond().orElse(gpu.pcieBytesPerSecond());
    double latency = fabric ? constants.fabricLatencySeconds() : constants.pcieLatencySeconds();
    double bytes = 2.0 * (tp - 1) / tp * tokens * deployment.model().hidden() * 2;
    return 2.0
        * deployment.model().layers()
        * (latency + bytes / (constants.linkEfficiency() * bandwidth));
  }
}
