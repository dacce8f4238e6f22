package dev.breakeven.core.serving;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;

/// The time of one engine step of a deployment, in seconds.
///
/// A step makes one token for each running sequence and reads some prompt tokens. Its time is
/// weights read (for a mixture: the experts that n tokens are expected to hit) soft-max with the
/// multiplications, plus KV read, prefill attention, two all-reduces a layer, and overheads a
/// layer,
/// a request and a step. Source: our serving-model study of 2,548 published points; the soft-max
/// exponent 3 scores within a point of a hard maximum and of a sum. Known errors: prefill attention
/// of MLA models is underestimated, expert hits are an upper bound under skewed routing.
public final class StepModel {
  private static final double SOFT_MAX = 3;

  private final Deployment deployment;
  private final StepConstants constants;
  private final double bytesPerWeight;
  private final double readBandwidth;
  private final double kvBandwidth;
  private final double multiplyRate;
  private final double fixedSeconds;

  public StepModel(Deployment deployment, StepConstants constants) {
    this.deployment = deployment;
    this.constants = constants;
    GpuSpec gpu = deployment.gpu();
    int tp = deployment.tensorParallel();
    bytesPerWeight = deployment.precision().bytesPerWeight().toDouble();
    readBandwidth = tp * constants.weightEfficiency() * gpu.bandwidthBytesPerSecond();
    kvBandwidth = deployment.kvSplit() * constants.kvEfficiency() * gpu.bandwidthBytesPerSecond();
    multiplyRate =
        tp
            * constants.multiplyEfficiency(deployment.precision())
            * gpu.flops(deployment.precision());
    fixedSeconds = deployment.model().layers() * constants.layerSeconds() + constants.stepSeconds();
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
        + mix.sequences() * constants.requestSeconds();
  }

  /// What a step of `tokens` tokens takes without attention and overheads a request.
  public double batchSeconds(double tokens) {
    return multiplySeconds(tokens) + allReduceSeconds(tokens) + fixedSeconds;
  }

  /// Reading the KV cache of one sequence of `context` tokens.
  public double contextSeconds(double context) {
    return deployment.kvBytesPerSequence(context) / kvBandwidth;
  }

  private double multiplySeconds(double tokens) {
    double read = bytesPerWeight * weightsRead(tokens) / readBandwidth;
    double multiply = 2 * deployment.model().activeParameters() * tokens / multiplyRate;
    return Math.pow(Math.pow(read, SOFT_MAX) + Math.pow(multiply, SOFT_MAX), 1 / SOFT_MAX);
  }

  /// Weights that a step of `tokens` tokens has to read.
  double weightsRead(double tokens) {
    ModelCard model = deployment.model();
    if (!model.isMixture()) {
      return model.totalParameters() - model.lookupParameters();
    }
    ModelCard.Experts experts = model.experts();
    double missShare = 1 - (double) experts.perToken() / experts.count();
    double hit = experts.count() * (1 - Math.pow(missShare, tokens));
    return model.parametersOutsideExperts()
        - model.lookupParameters()
        + model.mixtureLayers() * hit * model.parametersPerExpert();
  }

  /// Attention of `promptTokens` prompt tokens at mean position `position`.
  public double promptSeconds(double promptTokens, double position) {
    if (promptTokens == 0) {
      return 0;
    }
    ModelCard model = deployment.model();
    double windowed = Math.min(position, model.slidingWindow().orElse(Integer.MAX_VALUE));
    double reach = model.fullLayers() * position + model.slidingLayers() * windowed;
    double operations = 4.0 * model.heads() * model.headDim() * promptTokens * reach;
    return operations / (0.6 * multiplyRate);
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
