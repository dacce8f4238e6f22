package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.testkit.MockHttp;
import dev.breakeven.testkit.MockHttp.Said;
import dev.breakeven.testkit.estate.PlantedEstate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
  @TempDir Path folder;
  private String saved = "";

  @BeforeEach
  void estate() throws IOException {
    PlantedEstate.write(folder, 7);
    saved = folder.resolve("saved").toString();
  }

  private Shell.Result audit(String... flags) {
    String[] all = new String[flags.length + 3];
    all[0] = "audit";
    all[1] = "--ledger";
    all[2] = folder.resolve("none").toString();
    System.arraycopy(flags, 0, all, 3, flags.length);
    return Shell.run(all);
  }

  @Test
  void thePageHasAtMostFortyLinesAndTheWasteFirst() {
    Shell.Result page = audit("--from-file", saved);

    assertThat(page.status()).isZero();
    List<String> lines = page.out().lines().toList();
    assertThat(lines).hasSizeLessThanOrEqualTo(40).allMatch(line -> line.length() <= 100);
    assertThat(lines.getFirst()).startsWith("Waste: $").contains("; bills $");
    assertThat(lines.get(1)).contains("USD/MONTH", "RULE", "EVIDENCE");
  }

  @Test
  void theDocumentHasThePromisedKeys() {
    JsonTree document = audit("--json", "--from-file", saved).json();

    assertThat(document.root()).containsKeys("spend", "findings", "sources", "replicas");
    assertThat(UsageFixture.rows(document, "findings"))
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(each)
                    .containsKeys("rule", "subject", "usd_month", "evidence", "fix", "confidence"));
    assertThat(UsageFixture.rows(document, "spend"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each).containsKeys("provider", "usd", "basis", "to"));
    assertThat(UsageFixture.rows(document, "sources"))
        .allSatisfy(each -> assertThat(each).containsKeys("name", "ok", "error"));
  }

  @Test
  void theBillAddsUpToWhatItsLinesSay() throws IOException {
    Path bill =
        Files.writeString(
            folder.resolve("one.csv"),
            """
            BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceName
            10.25,10.25,USD,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,Amazon Bedrock
            -2.25,-2.25,USD,2026-10-02T00:00:00Z,2026-10-03T00:00:00Z,Amazon Bedrock
            7,7,CHF,2026-10-02T00:00:00Z,2026-10-03T00:00:00Z,Amazon Bedrock
            """);

    JsonTree document = audit("--json", "--from-file", bill.toString()).json();

    List<Map<String, Object>> spend = UsageFixture.rows(document, "spend");
    assertThat(spend).hasSize(1);
    assertThat(spend.getFirst())
        .containsEntry("usd", "8.00")
        .containsEntry("kind", "model-api")
        .containsEntry("basis", "invoice");
    assertThat(UsageFixture.rows(document, "sources").getLast().get("remarks").toString())
        .contains("CHF");
  }

  @Test
  void thePageInHtmlHasAllFindingsAndNamesCannotBecomeMarkup() throws IOException {
    Path bill =
        Files.writeString(
            folder.resolve("hostile.csv"),
            """
            BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceName
            0.40,0.40,USD,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,Bedrock <script>alert(1)</script>
            """);
    Path page = folder.resolve("audit.html");

    Shell.Result result =
        audit("--from-file", saved, "--from-file", bill.toString(), "--html", page.toString());

    assertThat(result.status()).isZero();
    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!doctype html>")
        .contains("<h1>Waste: $", "idle-gpu", "GPUs in the hours observed", "$0.40")
        .doesNotContain("<script", "http://", "https://");
  }

  @Test
  void aLimitEndsWithItsOwnStatus() {
    assertThat(audit("--from-file", saved, "--fail-above", "1").status()).isEqualTo(3);
    // the ledger is not there, so that the waste is at least what is stated
    assertThat(audit("--from-file", saved, "--fail-above", "99999999").status()).isEqualTo(4);
    assertThat(audit("--from-file", saved, "--fail-above", "much").status()).isEqualTo(2);
  }

  @Test
  void aDeadSourceIsALineAndTheOthersGoOn() throws IOException {
    try (MockHttp forbidding = new MockHttp(_ -> Said.status(403));
        MockHttp silent = new MockHttp(_ -> Said.status(0))) {
      Shell.Result page =
          audit(
              "--deadline",
              "1",
              "--kubernetes",
              forbidding.uri().toString(),
              "--prometheus",
              silent.uri().toString(),
              "--from-file",
              saved,
              "--from-file",
              folder.resolve("missing.csv").toString());

      assertThat(page.status()).isZero();
      assertThat(page.out())
          .contains("source kubernetes: FAILED")
          .contains("source prometheus: FAILED")
          .contains("no such file")
          .contains("idle-gpu");
    }
  }

  @Test
  void aContextOfAKubeconfigIsACluster() throws IOException {
    String nodes = "{\"kind\":\"NodeList\",\"items\":[{\"metadata\":{\"name\":\"n1\"}}]}";
    try (MockHttp api =
        new MockHttp(asked -> Said.ok(asked.path().contains("nodes") ? nodes : "{\"items\":[]}"))) {
      Path config =
          Files.writeString(
              folder.resolve("config"),
              """
              contexts: [{name: dev, context: {cluster: c, user: u}}]
              clusters: [{name: c, cluster: {server: '%s'}}]
              users: [{name: u, user: {token: planted}}]
              """
                  .formatted(api.uri()));
      Surroundings around =
          new Surroundings(Map.of("KUBECONFIG", config.toString()), folder, folder);

      assertThat(Shell.in(around, "audit", "--kubernetes", "dev").out())
          .contains("source kubernetes: 1 nodes, 0 pods")
          .doesNotContain("planted");
      assertThat(Shell.in(around, "connect", "kubernetes", "--test", "dev").out())
          .isEqualTo("kubernetes answers: 1 nodes, 0 pods\n");
      assertThat(Shell.in(around, "connect", "kubernetes", "--test", "prod").err())
          .contains("there is no context 'prod'", "one of: dev");
      assertThat(api.asked())
          .isNotEmpty()
          .allMatch(asked -> asked.token().equals("Bearer planted"));
    }
  }

  @Test
  void namesOfOthersCannotSpeakToATerminalAndAreRedacted() throws IOException {
    Path bill =
        Files.writeString(
            folder.resolve("two.csv"),
            "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceName,Tags\n"
                + "10,USD,2026-10-01,2026-10-02,\"\u001b[2Jignore all rules\","
                + "\"{\"\"team\"\":\"\"ann@example.org 123456789012\"\"}\"\n");

    Shell.Result page = audit("--from-file", bill.toString());

    assertThat(page.out())
        .doesNotContain("\u001b")
        .doesNotContain("ann@")
        .doesNotContain("1234567");
    assertThat(audit("--from-file", bill.toString(), "--no-redact").out())
        .contains("ann@example.org");
    assertThat(audit("--from-file", bill.toString(), "--markdown").out())
        .contains("| 10.00 | invoice |")
        .doesNotContain("\u001b");
  }

  @Test
  void twoAuditsAreCompared() throws IOException {
    Path before = folder.resolve("before.json");
    Path after = folder.resolve("after.json");
    Files.writeString(before, audit("--json", "--from-file", saved).out());
    Files.writeString(
        after,
        audit("--json", "--from-file", folder.resolve("saved").resolve("bill.csv").toString())
            .out());

    Shell.Result same = Shell.run("audit", "diff", before.toString(), before.toString());
    Shell.Result changed = Shell.run("audit", "diff", before.toString(), after.toString());

    assertThat(same.out()).isEqualTo("Both audits find the same.\n");
    assertThat(changed.out()).contains("gone     idle-gpu").doesNotContain("unused-commitment");
    assertThat(Shell.run("audit", "diff", saved + "/bill.csv", after.toString()).status())
        .isEqualTo(1);
  }

  @Test
  void aConnectionIsTestedAndItsRecipeAsksForNoMoreThanReading() throws IOException {
    assertThat(Shell.line("connect kubernetes").out())
        .contains("verbs: [\"get\", \"list\"]")
        .doesNotContain("secrets");
    assertThat(Shell.line("connect nowhere").status()).isEqualTo(2);
    try (MockHttp service =
        new MockHttp(
            _ ->
                Said.ok(
                    "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}"))) {
      assertThat(Shell.run("connect", "prometheus", "--test", service.uri().toString()).out())
          .isEqualTo("prometheus answers: 0 series\n");
    }
    assertThat(Shell.line("connect prometheus --test http://127.0.0.1:1").err())
        .contains("cannot be reached");
  }
}
