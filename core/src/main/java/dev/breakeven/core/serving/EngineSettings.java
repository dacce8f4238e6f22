package dev.breakeven.core.serving;

/// The engine's settings that decide memory and batching, named as vLLM names them.
///
/// Defaults: `gpu_memory_utilization` 0.9, `max_num_seqs` 256 and `max_num_batched_tokens` 2,048
/// are the documented defaults of vLLM's engine arguments; the 3.5 GB runtime reserve a GPU
/// (CUDA context, graphs, activations) is what ai-dynamo/aiconfigurator reserves.
/// `kvBytesPerElement` is 2 for a bf16 cache and 1 for fp8.
public record EngineSettings(
    double gpuMemoryUtilization,
    int maxNumSeqs,
    int maxNumBatchedTokens,
    long runtimeReserveBytes,
    int kvBytesPerElement) {
  public static final EngineSettings DEFAULT =
      new EngineSettings(0.9, 256, 2048, 3_500_000_000L, 2);

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
}
