package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The keys that scripts rely on: all there in every case, null where there is no value.
class JsonKeysTest {
  private static final String FIT = "lab fit --json --model llama-3.3-70b --gpu h100-sxm ";
  private static final String THROUGHPUT =
      "lab throughput --json --model llama-3.3-70b --gpu h100-sxm --tp 4 --isl 1000 --osl 200"
          + " --concurrency 32";
  private static final String PLAN =
      " --json --gpu-offer aws-p5.48xlarge-ap-south-1-on-demand --candidate llama-3.3-70b";

  @TempDir Path folder;

  private Path trace() throws IOException {
    BadFiles.write(folder);
    return folder.resolve("good.csv");
  }

  private static JsonTree json(String command) {
    Shell.Result result = Shell.line(command);
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).endsWith("}\n");
    return result.json();
  }

  @ParameterizedTest
  @CsvSource({
    "price, price --json --model gpt-4o --input 1 --output 1",
    "price-unpriced, price --json --model gpt-4o --cache-write 1",
    "cost-unit, cost --json --gpu-hour 2.5 --tok-s 1000 --utilization 0.7",
    "cost-unit, cost --json --gpu-hour 2.5 --tok-s 1000 --utilization 0",
    "cost-break-even, cost --json --fixed-month 4608 --api-mtok 10",
    "cost-break-even, cost --json --fixed-month 4608 --api-mtok 10 --self-mtok 11",
    "lab-fit, " + FIT + "--tp 4",
    "lab-fit, " + FIT + "--tp 1",
    "lab-fit, " + FIT + "--tp 3",
    "lab-throughput, " + THROUGHPUT,
  })
  void areTheSameWhateverTheAnswer(String name, String command) throws IOException {
    Golden.check("cli/src/test/golden/keys/" + name + ".txt", json(command).paths());
  }

  @Test
  void thePromisedOnesExist() {
    assertThat(json("price --json --model gpt-4o --input 1").root())
        .containsKeys("usd", "lines", "price_version");
    assertThat(json(FIT + "--tp 4").root()).containsKeys(FIT_KEYS.toArray(String[]::new));
    assertThat(json(THROUGHPUT).root())
        .containsKeys(FIT_KEYS.toArray(String[]::new))
        .containsKeys("output_tok_s", "total_tok_s", "tpot_ms", "ttft_ms", "band", "calibration");
  }

  private static final List<String> FIT_KEYS =
      List.of(
          "fits",
          "short_by_bytes",
          "weights_bytes",
          "kv_bytes_per_token",
          "kv_tokens",
          "max_concurrency");

  @Test
  void thoseOfAPlanAreTheGoldenOnes() throws IOException {
    JsonTree plan = json("plan " + trace() + " --slo ttft-p95=2s --today gpt-4o" + PLAN);
    Golden.check("cli/src/test/golden/keys/plan.txt", plan.paths());
  }

  @Test
  void aPlanHasThemWhetherOwnGpusServeOrNot() throws IOException {
    for (String slo : List.of("ttft-p95=2s", "ttft-p95=1ms")) {
      JsonTree plan = json("plan " + trace() + " --slo " + slo + PLAN);
      assertThat(plan.root())
          .containsKeys(
              "sample",
              "traffic",
              "today",
              "recommended",
              "options",
              "break_even",
              "sensitivity",
              "probability_self_host_cheaper",
              "assumptions");
      assertThat(plan.get("sample")).isEqualTo(false);
      assertThat((List<?>) plan.get("options"))
          .isNotEmpty()
          .allSatisfy(
              option ->
                  assertThat(keysOf(option))
                      .contains(
                          "name",
                          "monthly_usd",
                          "lines",
                          "usd_per_mtok_output",
                          "feasible",
                          "why",
                          "utilization",
                          "spill_share",
                          "ttft_ms"));
    }
  }

  @Test
  void aBreakEvenHasItsVolumeItsCrossingsAndTheirUtilisation() throws IOException {
    JsonTree plan = json("plan " + trace() + PLAN);
    assertThat(keysOf(plan.get("break_even")))
        .contains("tokens_per_month", "crossings", "utilization");
  }

  private static List<String> keysOf(Object object) {
    return ((Map<?, ?>) object).keySet().stream().map(Object::toString).toList();
  }
}
