package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `plan` decides where something is unknown or impossible.
class PlanDecisionsTest {
  @TempDir Path folder;
  private Path trace;

  @BeforeEach
  void writeTrace() throws IOException {
    BadFiles.write(folder);
    trace = folder.resolve("good.csv");
  }

  private JsonTree plan(String flags) {
    return plan(0, flags);
  }

  private JsonTree plan(int status, String flags) {
    Shell.Result result =
        Shell.line(
            "plan "
                + trace
                + " --json --gpu-offer aws-p5.48xlarge-ap-south-1-on-demand"
                + " --candidate llama-3.3-70b "
                + flags);
    assertThat(result.status()).as(result.err()).isEqualTo(status);
    return result.json();
  }

  private static List<Map<?, ?>> options(JsonTree plan, String nameBegins) {
    return ((List<?>) plan.get("options"))
        .stream()
            .<Map<?, ?>>map(option -> (Map<?, ?>) option)
            .filter(option -> option.get("name").toString().startsWith(nameBegins))
            .toList();
  }

  private static @Nullable Object feasible(Map<?, ?> option) {
    return option.get("feasible");
  }

  @Test
  void anOfferOfAGpuWithoutADataSheetIsRejected() throws IOException {
    Path offers = folder.resolve("own-offers.csv");
    Files.writeString(
        offers,
        """
        id,provider,instance,gpu,gpu_count,vcpus,memory_gib,region,term,currency,price,per,setup_fee,\
        availability,interruption_rate,basis,source,as_of,note
        own-x,own,x,mystery-9000,8,,,here,on-demand,USD,1,hour,,unknown,,list,test,2026-11-01,
        """);
    JsonTree plan = plan("--prices " + offers + " --gpu-offer own-x");
    assertThat((List<?>) plan.get("rejected"))
        .extracting(String::valueOf)
        .contains("{what=own-x, why=no data sheet of its GPU, mystery-9000}");
  }

  @Test
  void withoutAnSloEveryOptionThatServesIsFeasible() {
    JsonTree plan = plan("--today gpt-4o");
    assertThat(options(plan, "")).isNotEmpty().allMatch(option -> feasible(option) != null);
    assertThat(plan.get("recommended")).isNotNull();
  }

  @Test
  void anApiWhoseLatencyNobodyMeasuredIsNeitherFeasibleNorNot() {
    JsonTree plan = plan("--today gpt-4o --slo ttft-p95=2s,tpot-p95=60ms");
    assertThat(options(plan, "gpt-4o")).hasSize(1).allMatch(option -> feasible(option) == null);
    assertThat(options(plan, "own/"))
        .isNotEmpty()
        .allMatch(option -> Boolean.TRUE.equals(feasible(option)));
  }

  @Test
  void aStatedLatencyDecides() {
    String slo = "--today gpt-4o --slo ttft-p95=2s,tpot-p95=60ms --api-latency gpt-4o:";
    assertThat(options(plan(slo + "ttft-p95=0.8s,tpot-p95=15ms"), "gpt-4o"))
        .allMatch(option -> Boolean.TRUE.equals(feasible(option)));
    assertThat(options(plan(slo + "ttft-p95=2.1s,tpot-p95=15ms"), "gpt-4o"))
        .allMatch(option -> Boolean.FALSE.equals(feasible(option)));
    assertThat(options(plan(slo + "ttft-p95=0.8s"), "gpt-4o"))
        .allMatch(option -> feasible(option) == null);
    assertThat(options(plan(slo + "ttft-p50=0.8s,tpot-p95=15ms"), "gpt-4o"))
        .as("a median says nothing of a p95")
        .allMatch(option -> feasible(option) == null);
  }

  @Test
  void anSloNobodyCanMeetLeavesNoOwnGpusAndSaysWhy() {
    JsonTree plan = plan("--slo ttft-p95=1ms");
    assertThat(options(plan, "own/")).isEmpty();
    assertThat(plan.get("recommended")).isNull();
    assertThat(plan.get("break_even")).isNull();
    assertThat(plan.get("rejected").toString()).contains("over the limit of");
  }

  @Test
  void whatTheClosedFormDoesNotEstimateIsSimulated() {
    JsonTree plan = plan("--slo e2e-p95=30s");
    assertThat(options(plan, "own/")).anyMatch(option -> Boolean.TRUE.equals(feasible(option)));
    assertThat(plan.get("recommended")).isNotNull();
  }

  @Test
  void aRequestLongerThanEveryContextIsServedByNobody() {
    trace = folder.resolve("too-long.csv");
    JsonTree plan = plan("--today gpt-4o");
    assertThat(options(plan, "own/")).isEmpty();
    assertThat(options(plan, "gpt-4o")).allMatch(option -> Boolean.FALSE.equals(feasible(option)));
    assertThat(plan.get("rejected").toString()).contains("the longest request has 50000001 tokens");
  }

  @Test
  void anUnpricedModelHasNoCostAndIsNotZero() throws IOException {
    Path overlay =
        Files.writeString(
            folder.resolve("own.jsonl"),
            "{\"provider\":\"mine\",\"model\":\"m\",\"as_of\":\"2026-11-01\","
                + "\"prices\":[{\"input\":\"1\"}]}\n");
    JsonTree plan = plan(4, "--today mine/m --prices " + overlay);
    assertThat(options(plan, "mine/m"))
        .hasSize(1)
        .allSatisfy(
            option -> {
              assertThat(option.get("monthly_usd")).isNull();
              assertThat(option.get("why")).isEqualTo("unpriced: mine/m has no output rate");
              assertThat(feasible(option)).isNull();
            });
  }

  /// 20 minutes of 600 prompts, 4 blocks of 512 tokens: three that all share and one of their own.
  private void writePrompts(String blocks) throws IOException {
    trace = folder.resolve("prompts.jsonl");
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      rows.append(
          "{\"at_ms\":%d,\"input\":2048,\"output\":50%s}%n"
              .formatted(i * 2000L, blocks.formatted(i + 10)));
    }
    Files.writeString(trace, rows);
  }

  /// All but the first prompt repeat 1,536 of 2,048 tokens: 599 / 600 × 3 / 4.
  @Test
  void whatRepeatsInPromptsIsSaidForBothSides() throws IOException {
    writePrompts(",\"prefix\":[1,2,3,%d]");
    JsonTree plan = plan("--today gpt-4o");
    Map<?, ?> cache = (Map<?, ?>) plan.get("cache");

    assertThat(number(cache, "input_reuse_share")).isCloseTo(0.74875, within(1e-5));
    assertThat(number(cache, "own_hit_share")).isBetween(0.7, 0.74875);
    Map<?, ?> today = (Map<?, ?>) plan.get("today");
    assertThat(number(today, "monthly_usd_with_cache_hits"))
        .isLessThan(number(today, "monthly_usd"));
    assertThat(Shell.line("plan " + trace + " --today gpt-4o").out())
        .contains("% of input repeats; own GPUs hit 75", "hosts 0 % (all: ");
  }

  private static double number(Map<?, ?> object, String key) {
    return new BigDecimal(String.valueOf(object.get(key))).doubleValue();
  }

  @Test
  void nothingIsSaidOfPromptsThatAreNotKnown() throws IOException {
    writePrompts("");
    JsonTree plan = plan("--today gpt-4o");

    assertThat(plan.get("cache")).isNull();
    assertThat(plan.get("assumptions").toString()).contains("which prompts begin alike is unknown");
  }
}
