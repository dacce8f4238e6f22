package dev.breakeven.core.serving;

import dev.breakeven.core.offer.GpuSpec;
import java.util.OptionalLong;

/// The engine's settings that decide memory and batching, named as vLLM names them.
///
/// Defaults: `gpu_memory_utilization` 0.9 is the documented default of vLLM's engine arguments; the
/// 3.5 GB runtime reserve a GPU (CUDA context, graphs, activations) is what
/// ai-dynamo/aiconfigurator
/// reserves. TensorRT-LLM's is the 0.9 of what weights and runtime leave; that SGLang leaves as
/// much for the cache as vLLM is assumed, it keeps 10 GiB or more free on cards over 60 GiB.
/// `kvBytesPerElement` is 2 for a bf16 cache and 1 for fp8. `loggedKvTokens` are those the engine
/// says its KV cache has, which count instead of an estimate from memory; under data-parallel
/// attention every GPU says so of its own.
public record EngineSettings(
    ServingEngine engine,
    double gpuMemoryUtilization,
    int maxNumSeqs,
    int maxNumBatchedTokens,
    long runtimeReserveBytes,
    int kvBytesPerElement,
    OptionalLong loggedKvTokens) {
  private static final long GIB = 1L << 30;

  /// vLLM on a card of less than 70 GiB, with a bf16 cache.
  public static final EngineSettings DEFAULT =
      new EngineSettings(ServingEngine.VLLM, 0.9, 256, 2048, 3_500_000_000L, 2);

  public EngineSettings(
      ServingEngine engine,
      double gpuMemoryUtilization,
      int maxNumSeqs,
      int maxNumBatchedTokens,
      long runtimeReserveBytes,
      int kvBytesPerElement) {
    this(
        engine,
        gpuMemoryUtilization,
        maxNumSeqs,
        maxNumBatchedTokens,
        runtimeReserveBytes,
        kvBytesPerElement,
        OptionalLong.empty());
  }

  /// The limits `engine` starts its server with on `gpu` when none are stated.
  ///
  /// - vLLM (`vllm/engine/arg_utils.py` at 99d7eb5, for its OpenAI server): 1,024 sequences and
  /// 8,192
  ///   tokens a step on cards of 70 GiB and more other than the A100, else 256 and 2,048.
  /// - SGLang: `chunked_prefill_size` by memory, 2,048 below 35 GiB, 4,096 below 60, 8,192 below
  /// 160,
  ///   else 16,384 (`python/sglang/srt/server_args.py` at 001067f); `max_running_requests` 2,048,
  /// the
  ///   least of its 2,048 to 4,096 by the size of the cache
  ///   (`srt/model_executor/model_runner_kv_cache_mixin.py` at 001ccef).
  /// - TensorRT-LLM: `max_batch_size` 2,048 and `max_num_tokens` 8,192
  ///   (`docs/source/performance/perf-benchmarking.md` at ac643b6).
  /// - llama.cpp: a `--batch-size` of 2,048 (`tools/server/README.md` at 25d5b0c) and four slots,
  /// which
  ///   its server logs where `--parallel` is not stated; older ones had one slot.
  ///
  /// SGLang's prefill chunk is taken as the budget of a whole step.
  public static EngineSettings of(ServingEngine engine, GpuSpec gpu, int kvBytesPerElement) {
    long memory = gpu.memoryBytes();
    return switch (engine) {
      case VLLM -> {
        boolean large = memory >= 70 * GIB && !gpu.id().text().startsWith("a100");
        yield of(engine, large ? 1024 : 256, large ? 8192 : 2048, kvBytesPerElement);
      }
      case SGLANG -> of(engine, 2048, prefillChunk(memory), kvBytesPerElement);
      case TRTLLM -> of(engine, 2048, 8192, kvBytesPerElement);
      case LLAMA_CPP -> of(engine, 4, 2048, kvBytesPerElement);
    };
  }

  private static int prefillChunk(long memory) {
    if (memory < 35 * GIB) {
      return 2048;
    }
    if (memory < 60 * GIB) {
      return 4096;
    }
    return memory < 160 * GIB ? 8192 : 16_384;
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
    if (loggedKvTokens.isPresent() && loggedKvTokens.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "logged KV tokens: " + loggedKvTokens.getAsLong() + " (expected: at least 1)");
    }
  }

  /// SGLang's `mem_fraction_static` is the share of weights and KV cache alone: what the runtime
  /// takes is in the rest (`profile_max_num_token` of its `model_runner.py`).
  public EngineSettings withGpuMemoryUtilization(double share) {
    return new EngineSettings(
        engine,
        share,
        maxNumSeqs,
        maxNumBatchedTokens,
        engine == ServingEngine.SGLANG ? 0 : runtimeReserveBytes,
        kvBytesPerElement,
        loggedKvTokens);
  }

  public EngineSettings withMaxNumSeqs(int sequences) {
    return withLimits(sequences, maxNumBatchedTokens);
  }

  public EngineSettings withLimits(int sequences, int tokens) {
    return new EngineSettings(
        engine,
        gpuMemoryUtilization,
        sequences,
        tokens,
        runtimeReserveBytes,
        kvBytesPerElement,
        loggedKvTokens);
  }

  public EngineSettings withLoggedKvTokens(long tokens) {
    return new EngineSettings(
        engine,
        gpuMemoryUtilization,
        maxNumSeqs,
        maxNumBatchedTokens,
        runtimeReserveBytes,
        kvBytesPerElement,
        OptionalLong.of(tokens));
  }
}
