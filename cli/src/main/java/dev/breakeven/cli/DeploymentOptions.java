package dev.breakeven.cli;

import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.ServingEngine;
import picocli.CommandLine.Option;

/// The flags that name a model on GPUs.
final class DeploymentOptions {
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
        EngineSettings.of(named, spec, kvBytes));
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
