package dev.breakeven.cli;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.serving.sim.Engine;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The flags that name a model on GPUs, and the engine's settings as vLLM and SGLang name them.
final class DeploymentOptions {
  private static final int MOST_A_STEP = 1 << 18;
  private static final int MOST_BLOCK_TOKENS = 1 << 16;

  @Option(names = "--model", required = true, description = "Open model, such as llama-3.3-70b.")
  String model = "";

  @Option(names = "--gpu", required = true, description = "GPU, such as h100-sxm.")
  String gpu = "";

  @Option(names = "--gpus", description = "GPUs in all; replicas are gpus / tp. Default tp.")
  int gpus;

  @Option(names = "--tp", description = "Tensor-parallel GPUs of one replica. Default 1.")
  int tp = 1;

  @Option(names = "--quant", description = "bf16, fp8, int8, int4, mxfp4 or nvfp4. Default bf16.")
  String quant = "bf16";

  @Option(
      names = "--engine",
      description = "vllm, sglang, trtllm or llama.cpp: whose limits and constants. Default vllm.")
  String engine = "vllm";

  @Option(names = "--kv-bytes", description = "Bytes a KV element: 2 (bf16) or 1 (fp8). Default 2.")
  int kvBytes = 2;

  @Option(
      names = {"--max-num-seqs", "--max-running-requests"},
      description = "Requests that run at once on a replica at most. Default: the engine's own.")
  Optional<Integer> maxNumSeqs = Optional.empty();

  @Option(
      names = {"--max-num-batched-tokens", "--chunked-prefill-size"},
      description = "Tokens of one step at most. Default: the engine's own.")
  Optional<Integer> maxNumBatchedTokens = Optional.empty();

  @Option(
      names = {"--gpu-memory-utilization", "--mem-fraction-static"},
      description =
          "Share of GPU memory: of all that vllm takes, of weights and KV cache for sglang, of what"
              + " weights leave for trtllm. Default: 0.9 and a runtime reserve.")
  Optional<Double> gpuMemoryUtilization = Optional.empty();

  @Option(names = "--block-size", description = "Tokens of a KV block. Default 16.")
  int blockSize = Engine.BLOCK_TOKENS;

  @Option(
      names = "--num-gpu-blocks-override",
      description = "KV blocks that your engine logged, instead of an estimate from memory.")
  Optional<Integer> numGpuBlocks = Optional.empty();

  @Option(
      names = "--enable-dp-attention",
      description =
          "Attention is data-parallel over --tp GPUs: each keeps the KV cache of its own sequences,"
              + " logs its own blocks and, but for sglang, has the limits for itself.")
  boolean attentionDataParallel;

  Deployment deployment(Market market) {
    if (tp < 1 || tp > 64) {
      throw Common.usage("--tp: " + tp + " GPUs to a replica", "Give 1 to 64.");
    }
    if (gpus < 0 || gpus % tp != 0) {
      throw Common.usage(
          "--gpus: %d GPUs are no whole replicas of --tp %d".formatted(gpus, tp),
          "Give a multiple of --tp.");
    }
    ServingEngine named =
        ServingEngine.ofKey(engine)
            .orElseThrow(
                () ->
                    Common.usage(
                        "--engine: '" + engine + "' is not known",
                        "Use vllm, sglang, trtllm or llama.cpp."));
    if (kvBytes != 1 && kvBytes != 2) {
      throw Common.usage("--kv-bytes: " + kvBytes, "Give 1 (fp8) or 2 (bf16).");
    }
    GpuSpec spec = Common.gpu(market, gpu);
    return new Deployment(
        Common.model(market, model),
        spec,
        tp,
        Common.precision(quant),
        memory(limits(EngineSettings.of(named, spec, kvBytes))),
        attentionDataParallel);
  }

  /// As in vLLM, a smaller step lowers the default number of sequences with it.
  private EngineSettings limits(EngineSettings usual) {
    maxNumSeqs.ifPresent(sequences -> requireLimit("--max-num-seqs", sequences));
    maxNumBatchedTokens.ifPresent(tokens -> requireLimit("--max-num-batched-tokens", tokens));
    int tokens = maxNumBatchedTokens.orElse(usual.maxNumBatchedTokens());
    int sequences = maxNumSeqs.orElse(Math.min(usual.maxNumSeqs(), tokens));
    if (sequences > tokens) {
      throw Common.usage(
          "--max-num-seqs: %d sequences need a token each, steps have %d"
              .formatted(sequences, tokens),
          "Give fewer, or --max-num-batched-tokens of at least %d.".formatted(sequences));
    }
    return usual.withLimits(sequences, tokens);
  }

  private EngineSettings memory(EngineSettings usual) {
    if (Integer.bitCount(blockSize) != 1 || blockSize < 1 || blockSize > MOST_BLOCK_TOKENS) {
      throw Common.usage(
          "--block-size: " + blockSize + " tokens", "Give a power of two up to 65536.");
    }
    EngineSettings settings = usual;
    if (gpuMemoryUtilization.isPresent()) {
      double share = gpuMemoryUtilization.get();
      if (!(share > 0 && share <= 1)) {
        throw Common.usage(
            "--gpu-memory-utilization: " + share, "Give a share over 0 and up to 1.");
      }
      settings = settings.withGpuMemoryUtilization(share);
    }
    if (numGpuBlocks.isPresent()) {
      int most = Integer.MAX_VALUE / blockSize;
      if (numGpuBlocks.get() < 1 || numGpuBlocks.get() > most) {
        throw Common.usage(
            "--num-gpu-blocks-override: " + numGpuBlocks.get(),
            "Give 1 to %d blocks of %d tokens.".formatted(most, blockSize));
      }
      settings = settings.withLoggedKvTokens((long) numGpuBlocks.get() * blockSize);
    }
    return settings;
  }

  private static void requireLimit(String flag, int value) {
    if (value < 1 || value > MOST_A_STEP) {
      throw Common.usage(flag + ": " + value, "Give 1 to " + MOST_A_STEP + ".");
    }
  }

  int replicas() {
    return gpus == 0 ? 1 : gpus / tp;
  }

  /// Replicas when `stated` of them are asked for, 0 for as many as the GPUs make; --gpus may then
  /// be those of all replicas or of one.
  int replicas(int stated) {
    if (stated == 0) {
      return replicas();
    }
    if (gpus != 0 && gpus != tp && gpus != (long) stated * tp) {
      throw Common.usage(
          "--replicas %d of --tp %d do not make --gpus %d".formatted(stated, tp, gpus),
          "Leave --gpus out, or give %d.".formatted((long) stated * tp));
    }
    return stated;
  }
}
