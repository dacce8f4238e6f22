package dev.breakeven.core.serving;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import java.util.Optional;
import java.util.OptionalLong;

/// One replica: a model at a precision over `tensorParallel` GPUs of one kind.
///
/// With `attentionDataParallel` each GPU keeps the whole KV cache of its own sequences, so none of
/// it is copied; without it the KV heads are split, and copied where there are fewer than GPUs.
public record Deployment(
    ModelCard model,
    GpuSpec gpu,
    int tensorParallel,
    Precision precision,
    EngineSettings settings,
    boolean attentionDataParallel) {
  public Deployment {
    if (tensorParallel < 1 || tensorParallel > 64) {
      throw new IllegalArgumentException("tp: " + tensorParallel + " (expected: 1 to 64)");
    }
  }

  public Deployment(
      ModelCard model,
      GpuSpec gpu,
      int tensorParallel,
      Precision precision,
      EngineSettings settings) {
    this(model, gpu, tensorParallel, precision, settings, false);
  }

  /// The same with other settings of its engine.
  public Deployment with(EngineSettings other) {
    return new Deployment(model, gpu, tensorParallel, precision, other, attentionDataParallel);
  }

  /// All weights, experts that are not active included: they have to be in memory.
  public long weightsBytes() {
    return residentBytes() + Weights.bytes(model.routedParameters(), precision.bytesPerWeight());
  }

  /// Weights outside the routed experts, the embedding table that is only looked up among them.
  ///
  /// Quantised checkpoints keep embeddings and output head at 16 bits (`ignore: [lm_head]`, targets
  /// `Linear`, in the recipes of the published FP8 ones), and mixtures at 4 bits all but the routed
  /// experts (gpt-oss: "quantization of the mixture-of-experts weights to MXFP4"; Kimi-K2.5 in
  /// NVFP4:
  /// `lm_head`, `self_attn`, `shared_experts`, router and embeddings uncompressed).
  private long residentBytes() {
    long outside = model.parametersOutsideExperts();
    long whole = isExpertsOnly() ? outside : Math.min(outside, model.embeddingParameters());
    return Weights.bytes(whole, Precision.BF16.bytesPerWeight())
        + Weights.bytes(outside - whole, precision.bytesPerWeight());
  }

  private boolean isExpertsOnly() {
    return model.isMixture()
        && switch (precision) {
          case MXFP4, NVFP4, INT4 -> true;
          case BF16, FP8, INT8 -> false;
        };
  }

  /// Bytes of weights that all GPUs together read in a step that hits `experts` routed experts over
  /// all layers.
  double bytesRead(double experts) {
    return (residentBytes() - 2.0 * model.lookupParameters())
            * (attentionDataParallel ? tensorParallel : 1)
        + experts * bytesPerExpert();
  }

  /// Bytes of the weights of one routed expert in one layer.
  double bytesPerExpert() {
    return model.parametersPerExpert() * precision.bytesPerWeight().toDouble();
  }

  /// Bytes that `gpus` GPUs leave for the KV cache beside one copy of the weights; negative when
  /// these do not fit.
  ///
  /// `gpu_memory_utilization` is a share of the whole memory, from which weights and the runtime
  /// come off; TensorRT-LLM's `free_gpu_memory_fraction` is one of what those leave.
  double cacheBytes(int gpus) {
    OptionalLong logged = loggedKvTokens();
    if (logged.isPresent()) {
      return logged.getAsLong() * kvBytesPerToken() * gpus / kvSplit();
    }
    double share = settings.gpuMemoryUtilization();
    double memory = (double) gpus * gpu.memoryBytes();
    double reserve = (double) gpus * settings.runtimeReserveBytes();
    double left = memory - reserve - weightsBytes();
    return settings.engine() == ServingEngine.TRTLLM
        ? (left < 0 ? left : share * left)
        : left - (1 - share) * memory;
  }

  /// Bytes that the replica's GPUs leave for one copy of the KV cache.
  double copyBytes() {
    OptionalLong logged = loggedKvTokens();
    return logged.isPresent()
        ? logged.getAsLong() * kvBytesPerToken()
        : cacheBytes(tensorParallel) * kvSplit() / tensorParallel;
  }

  /// Tokens of KV cache that the engine logged, over all GPUs of the replica.
  OptionalLong loggedKvTokens() {
    OptionalLong each = settings.loggedKvTokens();
    return each.isPresent()
        ? OptionalLong.of(each.getAsLong() * (attentionDataParallel ? tensorParallel : 1))
        : each;
  }

  /// `max_num_seqs` of the whole replica.
  public int maxNumSeqs() {
    return settings.maxNumSeqs() * limitedParts();
  }

  /// `max_num_batched_tokens` of the whole replica.
  public int maxNumBatchedTokens() {
    return settings.maxNumBatchedTokens() * limitedParts();
  }

  /// Under data-parallel attention every GPU has an engine's limits for itself; SGLang alone shares
  /// out what was stated (`server_args.py` and `pool_configurator.py` divide by `dp_size`).
  private int limitedParts() {
    return attentionDataParallel && settings.engine() != ServingEngine.SGLANG ? tensorParallel : 1;
  }

  /// How many sequences of `input` and `output` tokens `gpus` GPUs hold; below 1 when it does not
  /// load.
  public double holds(int gpus, double input, double output) {
    double tokens = settings.engine().heldTokens(input, output);
    double copies = (double) tensorParallel / kvSplit();
    return cacheBytes(gpus) / (kvBytesPerSequence(tokens) * copies);
  }

  /// How many ways the KV cache is split: at most once a KV head, and not at all under MLA.
  public int kvSplit() {
    if (attentionDataParallel) {
      return tensorParallel;
    }
    return model.attention() == ModelCard.Attention.MLA
        ? 1
        : Math.min(tensorParallel, Math.max(1, model.kvHeads()));
  }

  /// Why the GPUs cannot have equal parts: of the attention heads, and of the KV heads or their
  /// copies.
  Optional<String> indivisible() {
    if (attentionDataParallel) {
      return Optional.empty();
    }
    if (model.heads() % tensorParallel != 0) {
      return Optional.of(
          "%s has %d attention heads, which %d GPUs cannot share evenly"
              .formatted(model.id(), model.heads(), tensorParallel));
    }
    int split = kvSplit();
    return model.attention() == ModelCard.Attention.MLA
            || (model.kvHeads() % split == 0 && tensorParallel % split == 0)
        ? Optional.empty()
        : Optional.of(
            "%s has %d KV heads, which %d GPUs can neither share nor copy evenly"
                .formatted(model.id(), model.kvHeads(), tensorParallel));
  }

  /// KV bytes of one token over the whole model at this cache precision.
  double kvBytesPerToken() {
    return model.kvBytesPerToken().orElse(0) * settings.kvBytesPerElement() / 2.0;
  }

  /// KV bytes of one sequence of `context` tokens that do not grow for ever: windows as far as they
  /// are filled, and the state of layers without a window.
  double boundedKvBytes(double context) {
    double filled =
        model.slidingWindow().isEmpty()
            ? 1
            : Math.min(1, context / model.slidingWindow().getAsInt());
    return model.kvBytesPerSequence() * filled * settings.kvBytesPerElement() / 2.0;
  }

  /// All KV bytes of one sequence of `context` tokens.
  public double kvBytesPerSequence(double context) {
    return context * kvBytesPerToken() + boundedKvBytes(context);
  }

  @Override
  public String toString() {
    return "%s %s on %dx %s%s"
        .formatted(
            model.id(),
            precision.key(),
            tensorParallel,
            gpu.id(),
            attentionDataParallel ? " with DP attention" : "");
  }
}
