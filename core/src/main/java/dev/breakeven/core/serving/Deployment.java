package dev.breakeven.core.serving;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;

/// One replica: a model at a precision over `tensorParallel` GPUs of one kind.
public record Deployment(
    ModelCard model,
    GpuSpec gpu,
    int tensorParallel,
    Precision precision,
    EngineSettings settings) {
  public Deployment {
    if (tensorParallel < 1 || tensorParallel > 64) {
      throw new IllegalArgumentException("tp: " + tensorParallel + " (expected: 1 to 64)");
    }
  }

  /// All weights, experts that are not active included: they have to be in memory.
  public long weightsBytes() {
    return Weights.bytes(model.totalParameters(), precision.bytesPerWeight());
  }

  /// How many ways the KV cache is split: at most once a KV head, and not at all under MLA.
  public int kvSplit() {
    return model.attention() == ModelCard.Attention.MLA
        ? 1
        : Math.min(tensorParallel, Math.max(1, model.kvHeads()));
  }

  /// KV bytes of one token over the whole model at this cache precision.
  double kvBytesPerToken() {
    return model.kvBytesPerToken().orElse(0) * settings.kvBytesPerElement() / 2.0;
  }

  /// KV bytes that windowed layers hold for one sequence of `context` tokens.
  double windowedKvBytes(double context) {
    if (model.slidingWindow().isEmpty()) {
      return 0;
    }
    double filled = Math.min(1, context / model.slidingWindow().getAsInt());
    return model.kvBytesPerSequence() * filled * settings.kvBytesPerElement() / 2.0;
  }

  /// All KV bytes of one sequence of `context` tokens.
  public double kvBytesPerSequence(double context) {
    return context * kvBytesPerToken() + windowedKvBytes(context);
  }

  @Override
  public String toString() {
    return "%s %s on %dx %s".formatted(model.id(), precision.key(), tensorParallel, gpu.id());
  }
}
