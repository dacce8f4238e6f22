package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabSimulateTest {
  private static final String LLAMA = "--model llama-3.1-70b --gpu h100-sxm --tp 4 --quant fp8 ";

  private static final String CURVE =
      "minute_from_start,requests_per_minute\n0,40\n15,80\n30,0\n45,40\n";

  @TempDir Path folder = Path.of("");
  private Path trace = Path.of("");

  /// 300 requests in 5 minutes, of 1,000 tokens in and 100 out, and one that is too long.
  @BeforeEach
  void writeTrace() throws IOException {
    StringBuilder rows = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int i = 0; i < 300; i++) {
      rows.append("2024-05-10 00:%02d:%02d.0000000,1000,100\n".formatted(i / 60, i % 60));
    }
    rows.append("2024-05-10 00:05:00.0000000,200000,100\n");
    trace = folder.resolve("trace.csv");
    Files.writeString(trace, rows);
  }

  private Shell.Result simulate(String flags) {
    return Shell.line("lab simulate " + trace + " " + LLAMA + flags);
  }

  private static double number(JsonTree json, String key) {
    return number(json.root(), key);
  }

  private static double number(Map<?, ?> json, String key) {
    return ((BigDecimal) Objects.requireNonNull(json.get(key), key)).doubleValue();
  }

  @Test
  void theDocumentHasTheKeysThatOthersRead() {
    Shell.Result result = simulate("--replicas 2 --json");

    assertThat(result.status()).as(result.err()).isZero();
    JsonTree json = result.json();
    assertThat(number(json, "requests")).isEqualTo(301);
    assertThat(number(json, "served")).isEqualTo(300);
    assertThat(number(json, "refused")).isEqualTo(1);
    assertThat(number(json, "spilled")).isZero();
    assertThat(number(json, "preemptions")).isZero();
    assertThat(number(json, "wall_seconds")).isPositive();
    assertThat(number(json, "output_tok_s")).isBetween(95.0, 100.1);
    assertThat(number(json, "utilization")).isBetween(0.01, 0.3);
    // each request takes at least one step to read its prompt and 99 for the other tokens
    assertThat(number(json, "engine_steps")).isBetween(10_000.0, 30_100.0);
    for (String key : List.of("ttft_ms", "tpot_ms")) {
      Map<?, ?> latency = (Map<?, ?>) Objects.requireNonNull(json.get(key));
      assertThat(number(latency, "p50")).isPositive();
      assertThat(number(latency, "p95")).isGreaterThanOrEqualTo(number(latency, "p50"));
      assertThat(number(latency, "p99")).isGreaterThanOrEqualTo(number(latency, "p95"));
    }
  }

  /// One at a time, a hundred tokens take longer than the second to the next request.
  @Test
  void aSlotFewerIsAWaitMore() {
    Shell.Result usual = simulate("--json");
    Shell.Result alone = simulate("--max-num-seqs 1 --json");

    assertThat(alone.status()).as(alone.err()).isZero();
    assertThat(ttft(alone)).isGreaterThan(10 * ttft(usual));
    assertThat(simulate("--max-num-seqs 0").err()).contains("--max-num-seqs: 0");
    assertThat(simulate("--max-num-seqs 9000").err()).contains("--max-num-batched-tokens");
  }

  /// A request ends with 1,099 tokens stored: 69 blocks of 16, or 35 of 32.
  @Test
  void theLoggedBlocksAreTheCache() {
    for (String room : List.of("69", "35 --block-size 32")) {
      Shell.Result result = simulate("--json --num-gpu-blocks-override " + room);
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(number(result.json(), "served")).as(room).isEqualTo(300);
      assertThat(ttft(result)).as("one at a time").isGreaterThan(10 * ttft(simulate("--json")));
    }
    for (String room : List.of("68", "34 --block-size 32")) {
      JsonTree json = simulate("--json --num-gpu-blocks-override " + room).json();
      assertThat(number(json, "served")).as(room).isZero();
      assertThat(number(json, "refused")).as(room).isEqualTo(301);
    }
  }

  /// A prompt of 1,000 tokens takes eight steps of 128, and its 99 further tokens one each.
  @Test
  void aSmallerStepMakesMoreOfThem() {
    JsonTree json = simulate("--json --max-running-requests 1 --chunked-prefill-size 128").json();

    assertThat(number(json, "served")).isEqualTo(300);
    assertThat(number(json, "engine_steps")).isEqualTo(300 * (8 + 99));
  }

  private static double ttft(Shell.Result result) {
    Map<?, ?> latency = (Map<?, ?>) Objects.requireNonNull(result.json().root().get("ttft_ms"));
    return number(latency, "p50");
  }

  @Test
  void thePageSaysWhatWasRefusedAndHowSureItIs() {
    Shell.Result result = simulate("--gpus 8 --policy round-robin");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("llama-3.1-70b fp8 on 4x h100-sxm × 2, round-robin")
        .contains("301: 300 served, 0 spilled, 1 refused")
        .contains("1 longer than the context of 131,072 tokens")
        .contains("note: ttft p99 rests on 271 requests")
        .contains("(calibrated on h100-sxm, fp8, vllm)");
  }

  @Test
  void theSeriesHasALineAMinuteThatAddsUp() throws IOException {
    Path series = folder.resolve("minutes.csv");

    Shell.Result result = simulate("--series " + series);

    assertThat(result.status()).as(result.err()).isZero();
    List<String> lines = Files.readAllLines(series);
    assertThat(lines.getFirst())
        .isEqualTo(
            "minute,arrivals,spilled,output_tokens,busy_share,running,waiting,kv_use,"
                + "replicas,deferred");
    long arrivals = 0;
    long tokens = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      arrivals += Long.parseLong(cells[1]);
      tokens += Long.parseLong(cells[3]);
    }
    assertThat(lines).as("the answers to the last minute end in the sixth").hasSize(1 + 6);
    assertThat(lines.get(1)).startsWith("0,60,0,");
    assertThat(arrivals).isEqualTo(301);
    assertThat(tokens).isEqualTo(300 * 100);
  }

  @Test
  void spillsWhatWouldMissTheLimitAndKeepsTheKeys() throws IOException {
    Shell.Result none = simulate("--spill-ttft 10s --json");
    Shell.Result all = simulate("--spill-ttft 1ms --json");

    assertThat(number(none.json(), "spilled")).isZero();
    assertThat(all.status()).as(all.err()).isZero();
    assertThat(number(all.json(), "spilled")).isEqualTo(300);
    String keys = "cli/src/test/golden/keys/lab-simulate.txt";
    Golden.check(keys, none.json().paths());
    Golden.check(keys, all.json().paths());
    Map<?, ?> ttft = (Map<?, ?>) Objects.requireNonNull(all.json().get("ttft_ms"));
    assertThat(ttft.get("p50")).as("nothing was served here").isNull();
  }

  @Test
  void shapedTrafficIsSimulatedAndSaid() throws IOException {
    JsonTree twice = simulate("--scale 2 --json").json();
    assertThat(number(twice, "requests")).isEqualTo(602);
    assertThat(number(twice, "refused")).isEqualTo(2);
    assertThat(twice.get("shaping"))
        .isEqualTo("2 times the volume: 2 copies shifted against each other: 602 requests");
    assertThat(twice.get("traffic")).isEqualTo(trace + ", " + twice.get("shaping"));
    assertThat(simulate("--json").json().get("shaping")).isNull();

    Path other = Files.copy(trace, folder.resolve("other.csv"));
    JsonTree mixed = simulate(other + "@3 --json").json();
    assertThat(number(mixed, "requests")).isEqualTo(4 * 301);

    Path curve = Files.writeString(folder.resolve("hour.csv"), CURVE);
    Shell.Result stretched = simulate("--envelope " + curve + " --scale 0.5");
    assertThat(stretched.status()).as(stretched.err()).isZero();
    assertThat(stretched.out().replaceAll("\\s+", " "))
        .contains("stretched over 60 min by")
        .contains("× 0.5 (4 steps of 15 min, 0 to 2 times the mean): 0.333 requests/s, as 0 to")
        .contains("over 3,600 s");
  }

  /// 3 requests/s of 1,000 in and 100 out; a target of 2 calls for more replicas at once.
  @Test
  void rentsReplicasAndFillsIdleOnesAsTheFlagsSay() {
    String elastic = "--scale 3 --max-replicas 4 --scale-target 2 --cold-start 20s";
    Shell.Result result = simulate(elastic + " --minimum-rental 1h --deferrable 50% --json");

    assertThat(result.status()).as(result.err()).isZero();
    Map<?, ?> rented = (Map<?, ?>) Objects.requireNonNull(result.json().get("on_demand"));
    double starts = number(rented, "starts");
    assertThat(starts).isPositive();
    assertThat(number(rented, "paid_replica_seconds"))
        .as("none is given up within the minimum")
        .isEqualTo(3600 * starts);
    Map<?, ?> waited = (Map<?, ?>) Objects.requireNonNull(result.json().get("deferrable"));
    assertThat(number(waited, "served")).isEqualTo(number(waited, "requests"));
    assertThat(number(waited, "requests")).isBetween(300.0, 600.0);
    assertThat(simulate(elastic).out()).contains("rented    up to 3 more replicas");
    Shell.Result spot = simulate("--interruptions-per-month 43800 --cold-start 10s");
    assertThat(spot.out()).contains("interruptions lost").contains("up to 1 more");
  }

  @Test
  void errorsNameTheFlagAndWhatToDo() {
    assertThat(simulate("--max-replicas 4").err()).contains("--cold-start");
    assertThat(simulate("--cold-start 3m").err()).contains("--max-replicas");
    assertThat(simulate("--max-replicas 1 --cold-start 3m").err()).contains("1 with 1 always on");
    assertThat(simulate("--interruptions-per-month -1 --cold-start 3m").err()).contains("43800");
    assertThat(simulate("--deferrable 2").err()).contains("--deferrable");
    assertThat(simulate("--deferrable 0.5 --deadline soon").err()).contains("--deadline");
    assertThat(simulate("--deferrable 0.5 --scale-target 0").err()).contains("--scale-target");
    assertThat(simulate("--policy random").err()).contains("--policy").contains("least-loaded");
    assertThat(simulate("--scheduling-policy random").err()).contains("shortest-prompt");
    assertThat(simulate("--replicas 3 --gpus 8").err()).contains("give 12");
    assertThat(simulate("--replicas -1").err()).contains("--replicas");
    assertThat(simulate("--block-size 24").err()).contains("a power of two");
    assertThat(simulate("--spill-ttft soon").err()).contains("--spill-ttft");
    assertThat(simulate("--series " + folder.resolve("no/such/folder.csv")).err())
        .contains("error 116");
    assertThat(simulate("--policy random").status()).isEqualTo(2);
  }

  @Test
  void whatDoesNotLoadIsNotSimulated() {
    Shell.Result result =
        Shell.line("lab simulate " + trace + " --model llama-3.1-70b --gpu h100-sxm --quant bf16");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("short by").contains("weights");
  }
}
