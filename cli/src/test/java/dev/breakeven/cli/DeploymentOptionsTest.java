package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The engine's settings, as flags of what a model on GPUs is asked.
class DeploymentOptionsTest {
  private static final String LLAMA = "--model llama-3.3-70b --gpu h100-sxm --tp 4 ";
  private static final String DEEPSEEK = "--model deepseek-v3 --gpu h200-sxm --tp 8 --quant fp8 ";

  private static JsonTree json(String command) {
    Shell.Result result = Shell.line(("lab " + command + " --json").replaceAll(" +", " "));
    assertThat(result.err()).isEmpty();
    return result.json();
  }

  private static double number(JsonTree json, String key) {
    return ((BigDecimal) Objects.requireNonNull(json.get(key), key)).doubleValue();
  }

  private static double fit(String flags, String key) {
    return number(json("fit " + flags), key);
  }

  @ParameterizedTest
  @CsvSource({
    "--num-gpu-blocks-override 1000 --context 1000, 16000, 16",
    "--num-gpu-blocks-override 1000 --context 1001, 16000, 15",
    "--num-gpu-blocks-override 1000 --block-size 32 --context 1000, 32000, 32",
    "--num-gpu-blocks-override 1000 --kv-bytes 1 --context 1000, 16000, 16",
    "--num-gpu-blocks-override 1000 --gpu-memory-utilization 0.1 --context 1000, 16000, 16",
  })
  void loggedBlocksCountInsteadOfAnEstimate(String flags, int tokens, int sequences) {
    assertThat(fit(LLAMA + flags, "kv_tokens")).isEqualTo(tokens);
    assertThat(fit(LLAMA + flags, "max_concurrency")).isEqualTo(sequences);
  }

  @Test
  void blocksThatNoGpuHasMemoryForDoNotFit() {
    JsonTree json = json("fit " + LLAMA + "--num-gpu-blocks-override 1000000");

    assertThat(json.get("fits")).isEqualTo(false);
    // 141.1 GB of weights and 16 M tokens of 327,680 bytes, on four GPUs of 81,559 MiB
    assertThat(number(json, "short_by_bytes"))
        .isEqualTo(141.1e9 + 16e6 * 327_680 - 4.0 * 81_559 * 1024 * 1024);
  }

  /// Eight GPUs of 143,771 MiB: 0.9 of them without 28 GB of runtime and 672.9 GB of weights are
  /// 384.6 GB. All eight keep the latent of every token, or an eighth of the tokens each.
  @Test
  void dataParallelAttentionKeepsEveryTokenOnce() {
    double free = 0.9 * 8 * 143_771 * 1024 * 1024 - 28e9 - 672_883_358_080.0;

    assertThat(fit(DEEPSEEK, "kv_tokens")).isEqualTo(Math.floor(free / 8 / 70_272));
    assertThat(fit(DEEPSEEK + "--enable-dp-attention", "kv_tokens"))
        .isEqualTo(Math.floor(free / 70_272))
        .isEqualTo(5_472_326);
    assertThat(fit(DEEPSEEK + "--num-gpu-blocks-override 1000", "kv_tokens")).isEqualTo(16_000);
    String each = DEEPSEEK + "--enable-dp-attention --num-gpu-blocks-override 1000";
    assertThat(fit(each, "kv_tokens")).as("of each GPU").isEqualTo(8 * 16_000);
  }

  /// A half of four GPUs is 171.04 GB, from which 141.1 GB of weights come off; vLLM's share also
  /// has the runtime in it, SGLang's has not.
  @Test
  void theShareOfMemoryIsTheEnginesOwn() {
    double half = 2.0 * 81_559 * 1024 * 1024 - 141.1e9;

    assertThat(fit(LLAMA + "--gpu-memory-utilization 0.5", "kv_tokens"))
        .isEqualTo(Math.floor((half - 4 * 3.5e9) / 327_680));
    assertThat(fit(LLAMA + "--engine sglang --mem-fraction-static 0.5", "kv_tokens"))
        .isEqualTo(Math.floor(half / 327_680));
  }

  @ParameterizedTest
  @CsvSource({
    "--max-num-seqs 8, 8",
    "--max-running-requests 8 --engine sglang, 8",
    "--max-num-batched-tokens 20, 20",
    "--engine llama.cpp, 4",
    "--num-gpu-blocks-override 1000, 14",
    "'', 32",
  })
  void noMoreRunThanTheEngineAdmitsOrMemoryHolds(String flags, int running) {
    String load = " --isl 1000 --osl 200 --concurrency 32";

    assertThat(number(json("throughput " + LLAMA + flags + load), "running_per_replica"))
        .isEqualTo(running);
  }

  /// One sequence a GPU are eight in vLLM; SGLang shares out the eight it is given.
  @Test
  void limitsAreOfEachGpuUnderDataParallelAttentionButForSglang() {
    String load = "--enable-dp-attention --isl 1000 --osl 200 --concurrency 32 --max-num-seqs ";

    assertThat(number(json("throughput " + DEEPSEEK + load + 1), "running_per_replica"))
        .isEqualTo(8);
    String sglang = "throughput --engine sglang " + DEEPSEEK + load + 8;
    assertThat(number(json(sglang), "running_per_replica")).isEqualTo(8);
  }
}
