package dev.breakeven.core.serving;

import dev.breakeven.core.offer.GpuId;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.ModelCard.Attention;
import dev.breakeven.core.offer.ModelCard.Experts;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.Source;
import java.time.LocalDate;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Models and GPUs for tests, from their published configurations and data sheets.
public final class KnownHardware {
  private static final Source SOURCE = new Source("test", LocalDate.parse("2026-01-01"));

  /// 80 layers of 8 KV heads of 128.
  public static final ModelCard LLAMA_70B =
      dense("llama-3.1-70b", 70_550_000_000L, 69_500_000_000L, 80, 8192, 64, 8, 327_680);

  public static final ModelCard LLAMA_8B =
      dense("llama-3.1-8b", 8_030_000_000L, 7_500_000_000L, 32, 4096, 32, 8, 131_072);

  /// A latent of 512 and a rotary key of 64 in each of 61 layers; 58 of them with 256 experts.
  public static final ModelCard DEEPSEEK_V3 =
      new ModelCard(
          new ModelId("deepseek-v3"),
          "DeepSeek V3",
          Attention.MLA,
          671_030_000_000L,
          36_620_000_000L,
          61,
          7168,
          128,
          128,
          56,
          129_280,
          false,
          163_840,
          new Experts(256, 8, 2048, 1, 3),
          OptionalLong.of(70_272),
          0,
          61,
          0,
          OptionalInt.empty(),
          true,
          "yes",
          SOURCE);

  /// 18 full layers and 18 with a window of 128; 8 KV heads of 64; 128 experts in every layer.
  public static final ModelCard GPT_OSS_120B =
      new ModelCard(
          new ModelId("gpt-oss-120b"),
          "gpt-oss 120B",
          Attention.SLIDING,
          116_790_000_000L,
          5_130_000_000L,
          36,
          2880,
          64,
          8,
          64,
          201_088,
          false,
          131_072,
          new Experts(128, 4, 2880, 0, 0),
          OptionalLong.of(36_864),
          4_718_592,
          18,
          18,
          OptionalInt.of(128),
          true,
          "yes",
          SOURCE);

  public static final GpuSpec H100 = gpu("h100-sxm", 80, 3350e9, 989e12, 1978e12, 450e9);
  public static final GpuSpec H200 = gpu("h200-sxm", 141, 4800e9, 989e12, 1979e12, 450e9);
  public static final GpuSpec A100 = gpu("a100-sxm-80gb", 80, 2039e9, 312e12, 0, 300e9);
  public static final GpuSpec L40S = gpu("l40s", 46, 864e9, 362.05e12, 733e12, 0);
  public static final GpuSpec MI300X = gpu("mi300x", 192, 5300e9, 1307e12, 2615e12, 448e9);

  private KnownHardware() {}

  /// A dense model with full attention, an untied table of 128,256 words and a context of 131,072.
  public static ModelCard dense(
      String id,
      long total,
      long active,
      int layers,
      int hidden,
      int heads,
      int kvHeads,
      long kvBytesPerToken) {
    return new ModelCard(
        new ModelId(id),
        id,
        Attention.FULL,
        total,
        active,
        layers,
        hidden,
        heads,
        kvHeads,
        128,
        128_256,
        false,
        131_072,
        Experts.DENSE,
        OptionalLong.of(kvBytesPerToken),
        0,
        layers,
        0,
        OptionalInt.empty(),
        true,
        "yes",
        SOURCE);
  }

  /// Decimal GB; an fp8 rate or a link of 0 is one the GPU does not have. PCIe is Gen4.
  public static GpuSpec gpu(
      String id, long memory, double bandwidth, double bf16, double fp8, double link) {
    return new GpuSpec(
        new GpuId(id),
        "test",
        memory * 1_000_000_000L,
        bandwidth,
        bf16,
        fp8 > 0 ? OptionalDouble.of(fp8) : OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        link > 0 ? OptionalDouble.of(link) : OptionalDouble.empty(),
        32e9,
        OptionalLong.empty(),
        "yes",
        SOURCE);
  }

  public static Deployment of(ModelCard model, GpuSpec gpu, int tp, Precision precision) {
    return new Deployment(model, gpu, tp, precision, EngineSettings.DEFAULT);
  }

  /// The default engine with another batch limit and KV precision.
  public static Deployment of(
      ModelCard model, GpuSpec gpu, int tp, Precision precision, int maxNumSeqs, int kvBytes) {
    EngineSettings defaults = EngineSettings.DEFAULT;
    return new Deployment(
        model,
        gpu,
        tp,
        precision,
        new EngineSettings(
            defaults.engine(),
            defaults.gpuMemoryUtilization(),
            maxNumSeqs,
            defaults.maxNumBatchedTokens(),
            defaults.runtimeReserveBytes(),
            kvBytes));
  }
}
