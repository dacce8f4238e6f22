package dev.breakeven.core.serving;

import dev.breakeven.core.offer.GpuSpec;

/// The engine's settings that decide memory and batching, named as vLLM names them.
///
/// Defaults: `gpu_memory_utilization` 0.9, `max_num_seqs` 256 and `max_num_batched_tokens` 2,048
/// are the documented defaults of vLLM's engine arguments; the 3.5 GB runtime reserve a GPU
/// (CUDA context, graphs, activations) is what ai-dynamo/aiconfigurator reserves.
/// `kvBytesPerElement` is 2 for a bf16 cache and 1 for fp8.
public record EngineSettings(
    ServingEngine engine,
    double gpuMemoryUtilization,
    int maxNumSeqs,
    int maxNumBatchedTokens,
    long runtimeReserveBytes,
    int kvBytesPerElement) {
  public static final EngineSettings DEFAULT =
      new EngineSettings(ServingEngine.VLLM, 0.9, 256, 2048, 3_500_000_000L, 2);

  private static final long LARGE_MEMORY = 75_000_000_000L;

  /// What `engine` starts with on `gpu` when nothing is stated: vLLM takes 1,024 sequences and
  /// 8,192 tokens a step on cards of 70 GiB and more other than the A100, else 256 and 2,048 (its
  /// `EngineArgs`); TensorRT-LLM 2,048 and 8,192; SGLang is taken as large vLLM.
  public static EngineSettings of(ServingEngine engine, GpuSpec gpu, int kvBytesPerElement) {
    boolean large = gpu.memoryBytes() >= LARGE_MEMORY && !gpu.id().text().startsWith("a100");
    return switch (engine) {
      case VLLM -> of(engine, large ? 1024 : 256, large ? 8192 : 2048, kvBytesPerElement);
      case SGLANG -> of(engine, 1024, 8192, kvBytesPerElement);
      case TRTLLM -> of(engine, 2048, 8192, kvBytesPerElement);
      case LLAMA_CPP -> of(engine, 256, 2048, kvBytesPerElement);
    };
  }

  private static EngineSettings of(ServingEngine engine, int sequences, int tokens, int kvBytes) {
    return new EngineSettings(
        engine,
        DEFAULT.gpuMemoryUtilization(),
        sequences,
        tokens,
        DEFAULT.runtimeReserveBytes(),
        kvBytes);
  }

  public EngineSettings {
    if (!(gpuMemoryUtilization > 0 && gpuMemoryUtilization <= 1)) {
      throw new IllegalArgumentException(
          "gpu_memory_utilization: " + gpuMemoryUtilization + " (expected: over 0 to 1)");
    }
    if (maxNumSeqs < 1 || maxNumBatchedTokens < 1) {
      throw new IllegalArgumentException("max_num_seqs and max_num_batched_tokens: at least 1");
    }
    if (runtimeReserveBytes < 0 || kvBytesPerElement < 1) {
      throw new IllegalArgumentException(
          "runtime reserve %d, bytes a KV element %d (expected: not negative, at least 1)"
              .formatted(runtimeReserveBytes, kvBytesPerElement));
    }
  }

  public EngineSettings withMaxNumSeqs(int sequences) {
    return new EngineSettings(
        engine,
        gpuMemoryUtilization,
        sequences,
        maxNumBatchedTokens,
        runtimeReserveBytes,
        kvBytesPerElement);
  }
}
