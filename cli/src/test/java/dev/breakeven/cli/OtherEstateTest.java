package dev.breakeven.cli;

import static dev.breakeven.cli.SavedEstate.BILL_HEADER;
import static dev.breakeven.cli.SavedEstate.END;
import static dev.breakeven.cli.SavedEstate.cluster;
import static dev.breakeven.cli.SavedEstate.gpu;
import static dev.breakeven.cli.SavedEstate.machine;
import static dev.breakeven.cli.SavedEstate.metrics;
import static dev.breakeven.cli.SavedEstate.node;
import static dev.breakeven.cli.SavedEstate.pod;
import static dev.breakeven.cli.SavedEstate.series;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Estates in other shapes than the planted one, each small enough to reckon by hand.
class OtherEstateTest {
  private static final String OFFERS =
      """
      id,provider,instance,gpu,gpu_count,vcpus,memory_gib,region,term,currency,price,per,setup_fee,\
      availability,interruption_rate,basis,source,as_of,note
      other-big,othercloud,big.h100,h100-sxm,1,,,r1,on-demand,USD,4,hour,,unknown,,list,test,2026-01-01,
      other-mid,othercloud,mid.l40s,l40s,1,,,r1,on-demand,USD,1.2,hour,,unknown,,list,test,2026-01-01,
      """;

  @TempDir Path folder;

  private JsonTree audit(String... flags) throws IOException {
    Path offers = Files.writeString(folder.resolve("offers.csv"), OFFERS);
    List<String> all =
        new ArrayList<>(List.of("audit", "--json", "--no-redact", "--prices", offers.toString()));
    all.addAll(List.of(flags));
    Shell.Result result = Shell.run(all.toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    return result.json();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aGpuSharedInTimeIsOneGpuAndItsWholeRentIsIdle() throws IOException {
    JsonTree report =
        audit(
            "--from-file",
            file("bill.csv", BILL_HEADER + machine("i-shared", 2, 10)),
            "--from-file",
            file(
                "cluster.json",
                cluster(node("n1", "i-shared", "odd.1", ",\"nvidia.com/gpu.count\":\"1\"", 4))),
            "--from-file",
            file(
                "gpu.json",
                metrics(series("DCGM_FI_DEV_GPU_UTIL", gpu("G1", "n1", ""), 240, 0, _ -> 0))));

    assertThat(UsageFixture.rows(report, "findings"))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each)
                    .containsEntry("rule", "idle-gpu")
                    .containsEntry("usd_month", "1460.00"));
  }

  @Test
  void aPodThatMovedHoldsTheGpuWhereItIsNow() throws IOException {
    JsonTree report =
        audit(
            "--from-file",
            file("bill.csv", BILL_HEADER + machine("i-a", 5, 10) + machine("i-b", 3, 10)),
            "--from-file",
            file(
                "cluster.json",
                cluster(
                    node("b", "i-b", "odd.1", "", 1), pod("chat-0", "b", "own/app:1", "serve"))),
            "--from-file",
            file(
                "gpu.json",
                metrics(
                    series("DCGM_FI_DEV_GPU_UTIL", gpu("GA", "a", "chat-0"), 240, 120, _ -> 0),
                    series("DCGM_FI_DEV_GPU_UTIL", gpu("GB", "b", "chat-0"), 120, 0, _ -> 0))));

    assertThat(UsageFixture.rows(report, "findings"))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each)
                    .containsEntry("rule", "gpu-held")
                    .containsEntry("subject", "ml/chat-0")
                    .containsEntry("usd_month", "2190.00"));
  }

  @Test
  void aGpuIsJudgedByTheTimeOfWhoHoldsItNow() throws IOException {
    String cluster =
        file(
            "cluster.json",
            cluster(
                node("n1", "i-a", "odd.1", "", 1),
                node("n2", "i-b", "odd.1", "", 1),
                pod("late-0", "n1", "own/app:1", "serve"),
                pod("left-0", "n2", "own/app:1", "serve")));
    String metrics =
        file(
            "gpu.json",
            metrics(
                series("DCGM_FI_DEV_GPU_UTIL", gpu("GA", "n1", ""), 240, 30, _ -> 0),
                series("DCGM_FI_DEV_GPU_UTIL", gpu("GA", "n1", "late-0"), 30, 0, _ -> 95),
                series("DCGM_FI_DEV_GPU_UTIL", gpu("GB", "n2", "sweep-7"), 240, 100, _ -> 95),
                series("DCGM_FI_DEV_GPU_UTIL", gpu("GB", "n2", "left-0"), 100, 0, _ -> 0)));
    String bill = file("bill.csv", BILL_HEADER + machine("i-a", 5, 10) + machine("i-b", 3, 10));

    // free for days and at work now is no waste; at work for days and left now is: $3 x 730
    assertThat(
            UsageFixture.rows(
                audit("--from-file", bill, "--from-file", cluster, "--from-file", metrics),
                "findings"))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each)
                    .containsEntry("rule", "gpu-held")
                    .containsEntry("subject", "ml/left-0")
                    .containsEntry("usd_month", "2190.00"));
  }

  @Test
  void theNameOfAGpuInABillIsNoInstanceOfAnotherVendorWithOneGpu() throws IOException {
    JsonTree report =
        audit(
            "--from-file",
            file(
                "bill.csv",
                BILL_HEADER
                    + machine("i-a", 16, 10).replace("H100 hours", "A100-SXM4-80GB server")),
            "--from-file",
            file("cluster.json", cluster(node("n1", "i-a", "odd.8", "", 8))),
            "--from-file",
            file(
                "gpu.json",
                metrics(series("DCGM_FI_DEV_GPU_UTIL", gpu("G1", "n1", ""), 240, 0, _ -> 0))));

    // an eighth of $16 an hour
    assertThat(UsageFixture.rows(report, "findings"))
        .singleElement()
        .satisfies(each -> assertThat(each).containsEntry("usd_month", "1460.00"));
  }

  @Test
  void aCounterThatStartedAgainAndAGapAreNoTokensAndNoLoss() throws IOException {
    long[] counted = {1_000, 2_000, 500, -1, 1_500};
    String labels = "\"namespace\":\"ml\",\"pod\":\"sgl-0\",\"model_name\":\"llama-3.1-8b\"";

    JsonTree report =
        audit(
            "--from-file",
            file(
                "sglang.json",
                metrics(
                    series("sglang:prompt_tokens_total", labels, 5, 0, hour -> counted[hour]),
                    series(
                        "sglang:generation_tokens_total", labels, 5, 0, hour -> counted[hour]))));

    assertThat(UsageFixture.rows(report, "replicas"))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.get("input_tokens")).hasToString("2500");
              assertThat(each).containsEntry("usd_month", null);
            });
  }

  private static final String MIXED =
      """
      BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,\
      ChargeClass,ProviderName,ServiceName,Tags
      100.10,100.10,USD,2026-10-01T05:30:00+05:30,2026-10-02T05:30:00+05:30,Usage,,Microsoft,VMs,"{""Team"":""search""}"
      -20.10,-20.10,USD,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,Credit,,Microsoft,VMs,"{""Team"":""search""}"
      -5.00,-5.00,USD,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,Usage,Correction,Microsoft,VMs,"{""Team"":""search""}"
      7.25,7.25,XTS,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,Usage,,Microsoft,VMs,
      """;

  @Test
  void creditsAndRefundsComeOffAndACurrencyWithoutARateIsNamed() throws IOException {
    JsonTree report = audit("--from-file", file("mixed.csv", MIXED));

    assertThat(UsageFixture.rows(report, "spend"))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each)
                    .containsEntry("provider", "Microsoft")
                    .containsEntry("team", "search")
                    .containsEntry("usd", "75.00")
                    .containsEntry("from", "2026-10-01T00:00:00Z"));
    assertThat(UsageFixture.rows(report, "sources").getLast().get("remarks").toString())
        .contains("XTS", "1 rows left out");
  }

  @Test
  void aBillInParquetAddsUpToTheSameAsInCsv() throws IOException, SQLException {
    String csv = file("mixed.csv", MIXED);
    Path parquet = folder.resolve("mixed.parquet");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "copy (select * exclude (Tags), ChargePeriodStart::varchar::timestamptz as Stated,"
              + " case when Tags is null then null else map(['Team'], ['search']) end as Tags"
              + " from read_csv('%s', types={'Tags': 'varchar', 'ChargePeriodStart': 'varchar',"
                  .formatted(csv)
              + " 'ChargePeriodEnd': 'varchar'})) to '%s' (format parquet)".formatted(parquet));
    }

    assertThat(UsageFixture.rows(audit("--from-file", parquet.toString()), "spend"))
        .isNotEmpty()
        .isEqualTo(UsageFixture.rows(audit("--from-file", csv), "spend"));
    Path other = folder.resolve("other.parquet");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("copy (select 1 as a, 2 as b) to '%s' (format parquet)".formatted(other));
    }
    assertThat(UsageFixture.rows(audit("--from-file", other.toString()), "sources").toString())
        .contains("neither a FOCUS bill");
    String cut = folder.resolve("cut.parquet").toString();
    Files.write(Path.of(cut), Arrays.copyOf(Files.readAllBytes(parquet), 300));
    assertThat(UsageFixture.rows(audit("--from-file", cut), "sources").toString())
        .contains("the Parquet file cannot be read");
  }

  private List<Map<String, Object>> engine(String model, int running, String name)
      throws IOException {
    String labels =
        "\"namespace\":\"ml\",\"pod\":\"%s\",\"model_name\":\"%s\"".formatted(name, model);
    return UsageFixture.rows(
        audit(
            "--from-file",
            file(
                "cluster.json",
                cluster(
                    node("n1", "i-e", "big.h100", "", 1),
                    pod(name, "n1", "vllm/vllm-openai:v1", "--max-model-len 8192"))),
            "--from-file",
            file(
                "engine.json",
                metrics(
                    series("DCGM_FI_DEV_GPU_UTIL", gpu("G1", "n1", name), 100, 0, _ -> 60),
                    series("vllm:num_requests_running", labels, 100, 0, _ -> running),
                    series("vllm:prompt_tokens_total", labels, 100, 0, hour -> 1_000_000L * hour),
                    series("vllm:generation_tokens_total", labels, 100, 0, hour -> 200_000L * hour),
                    series(
                        "vllm:request_success_total",
                        labels + ",\"finished_reason\":\"stop\"",
                        100,
                        0,
                        hour -> 400L * hour),
                    series(
                        "vllm:request_success_total",
                        labels + ",\"finished_reason\":\"length\"",
                        100,
                        0,
                        hour -> 100L * hour)))),
        "findings");
  }

  @Test
  void anEngineThatASmallerGpuServesWithinTheGoalIsOversized() throws IOException {
    // no host sells this one: $4 less $1.20 an hour of the list
    assertThat(moves(engine("qwen3-1.7b", 4, "quiet")))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each)
                    .containsEntry("rule", "oversized-engine")
                    .containsEntry("subject", "ml/quiet")
                    .containsEntry("usd_month", "2044.00"));
    assertThat(moves(engine("qwen3-1.7b", 4, "quiet")).getFirst().get("evidence").toString())
        .contains("500 requests of 2,000 + 400 tokens", "at most 4 at once")
        .containsPattern(
            "simulated p95 TTFT \\d+ ms, TPOT \\d+\\.\\d ms, for ttft-p95=2s,tpot-p95");
    // a batch that fills the larger card comes faster than the smaller one can read the prompts
    assertThat(moves(engine("qwen3-1.7b", 300, "busy"))).isEmpty();
  }

  @Test
  void aReplicaSavesItsRentOnceByTheDearerOfTwoWaysOut() throws IOException {
    assertThat(moves(engine("llama-3.1-8b", 4, "both")))
        .singleElement()
        .satisfies(each -> assertThat(each).containsEntry("rule", "self-host-below-break-even"));
  }

  private static List<Map<String, Object>> moves(List<Map<String, Object>> findings) {
    return findings.stream()
        .filter(each -> String.valueOf(each.get("rule")).matches("oversized.*|self-host.*"))
        .toList();
  }

  private JsonTree hosted(String name, int days, int before, int callsADay) throws IOException {
    StringBuilder csv = new StringBuilder("created,llm,host,prompt,completion,svc,key\n");
    for (int call = 0; call < days * callsADay; call++) {
      Instant at =
          END.minus(Duration.ofDays(before + days)).plusSeconds(86_400L * call / callsADay);
      csv.append(at).append(",mixtral-8x22b,together,2000,300,bulk,key-bulk\n");
    }
    csv.append(END).append(",gpt-4o,openai,10,10,edge,key-edge\n");
    StringBuilder prices = new StringBuilder();
    for (String host : List.of("kilo", "together", "nano-gpt", "openrouter", "mistral")) {
      prices.append(
          """
          {"provider":"%s","model":"mixtral-8x22b","open_weights":true,"as_of":"2026-01-01",\
          "source":"test","prices":[{"input":"1000","output":"1000"}]}
          """
              .formatted(host));
    }
    String dear = file("prices.jsonl", prices.toString());
    String ledger = folder.resolve("ledger-" + name).toString();
    Shell.Result read =
        Shell.run(
            "import",
            file(name + ".csv", csv.toString()),
            "--map",
            "at=created,model=llm,provider=host,input_total=prompt,output_total=completion,"
                + "service=svc,key=key",
            "--ledger",
            ledger,
            "--prices",
            dear);
    assertThat(read.status()).as(read.err()).isZero();
    return audit("--ledger", ledger, "--prices", dear);
  }

  @Test
  void muchTrafficOfAnOpenModelAtADearHostIsPastBreakEven() throws IOException {
    JsonTree report = hosted("much", 14, 0, 500);

    // 16.1 M tokens in 14 days at $1,000 a million: $34,980 a month
    assertThat(UsageFixture.rows(report, "findings"))
        .filteredOn(each -> "api-past-break-even".equals(each.get("rule")))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each).containsEntry("subject", "mixtral-8x22b");
              assertThat(each.get("evidence").toString()).contains("14M + 2.1M tokens", "$34,98");
              assertThat(Double.parseDouble(each.get("usd_month").toString()))
                  .isBetween(0.3 * 34_980, 34_980.0);
            });
    List<String> links =
        UsageFixture.rows(report, "inventory").stream()
            .map(each -> each.get("from") + " > " + each.get("to") + " " + each.get("calls"))
            .toList();
    assertThat(links).contains("bulk > key-bulk 7000");
  }

  @Test
  void trafficOfDaysThatEndedOrOfFewDollarsIsNotPastBreakEven() throws IOException {
    for (JsonTree report :
        List.of(
            hosted("short", 6, 0, 500), hosted("ended", 14, 4, 500), hosted("small", 14, 0, 20))) {
      assertThat(UsageFixture.rows(report, "findings"))
          .filteredOn(each -> "api-past-break-even".equals(each.get("rule")))
          .isEmpty();
    }
  }

  @Test
  void theInventoryGoesFromTheCallerToTheLineOfTheBill() throws IOException {
    String calls =
        file(
            "own.csv",
            "created,llm,host,prompt,completion,svc,key\n"
                + "2026-11-20T00:00:00Z,Llama-3.1-8B,own-vllm,10,10,chat,key-chat\n");
    String ledger = folder.resolve("ledger-own").toString();
    Shell.run(
        "import",
        calls,
        "--map",
        "at=created,model=llm,provider=host,input_total=prompt,output_total=completion,"
            + "service=svc,key=key",
        "--ledger",
        ledger);
    String labels = "\"namespace\":\"ml\",\"pod\":\"e-0\",\"model_name\":\"acme/llama-3.1-8b\"";

    JsonTree report =
        audit(
            "--ledger",
            ledger,
            "--from-file",
            file("bill.csv", BILL_HEADER + machine("i-e", 2, 2)),
            "--from-file",
            file(
                "cluster.json",
                cluster(
                    node("n1", "i-e", "odd.1", "", 1),
                    pod("e-0", "n1", "vllm/vllm-openai:v1", "serve"))),
            "--from-file",
            file(
                "engine.json", metrics(series("vllm:num_requests_running", labels, 5, 0, _ -> 1))));

    assertThat(UsageFixture.rows(report, "inventory"))
        .extracting(
            each ->
                each.get("from_kind")
                    + " "
                    + each.get("from")
                    + " > "
                    + each.get("to")
                    + " by "
                    + each.get("by"))
        .contains(
            "caller chat > key-chat by ledger",
            "upstream own-vllm > ml/e-0 by model",
            "replica ml/e-0 > n1 by cluster");
  }

  @Test
  void aLedgerThatNobodyNamedIsNoneYetAndNoFailure() throws IOException {
    Shell.Result result =
        Shell.run("audit", "--from-file", file("mixed.csv", MIXED), "--fail-above", "1000");

    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("none yet").doesNotContain("FAILED");
  }
}
