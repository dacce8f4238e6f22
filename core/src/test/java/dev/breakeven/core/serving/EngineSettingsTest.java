package dev.breakeven.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.GpuSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "vllm, h100-sxm, 80, 1024, 8192",
    "vllm, a100-sxm-80gb, 80, 256, 2048",
    "vllm, l40s, 46, 256, 2048",
    "vllm, 70-gib-less-some, 75, 256, 2048",
    "vllm, 70-gib-and-more, 76, 1024, 8192",
    "sglang, rtx-5090, 32, 2048, 2048",
    "sglang, a100-sxm-40gb, 40, 2048, 4096",
    "sglang, l40s, 46, 2048, 4096",
    "sglang, a100-sxm-80gb, 80, 2048, 8192",
    "sglang, h200-sxm, 141, 2048, 8192",
    "sglang, b200-sxm, 180, 2048, 16384",
    "trtllm, l40s, 46, 2048, 8192",
    "llama.cpp, h100-sxm, 80, 4, 2048",
  })
  void limitsAreThoseTheEngineStartsWithOnTheCard(
      String engine, String id, long gigabytes, int sequences, int tokens) {
    GpuSpec gpu = KnownHardware.gpu(id, gigabytes, 1e12, 1e14, 0, 0);
    EngineSettings settings = EngineSettings.of(ServingEngine.ofKey(engine).orElseThrow(), gpu, 1);
    assertThat(settings.maxNumSeqs()).isEqualTo(sequences);
    assertThat(settings.maxNumBatchedTokens()).isEqualTo(tokens);
    assertThat(settings.kvBytesPerElement()).isEqualTo(1);
  }
}
