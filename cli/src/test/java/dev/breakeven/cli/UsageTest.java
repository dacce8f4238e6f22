package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {
  private static final String TARIFF =
      """
      model,input,cache_read,output
      gpt-4o,4,2,20
      *,1000,,2000
      """;

  @TempDir Path folder;
  private UsageFixture fixture;

  @BeforeEach
  void calls() throws IOException {
    fixture = UsageFixture.in(folder);
    assertThat(fixture.importCalls().status()).isZero();
  }

  /// By hand from the six calls: the three priced ones cost $0.0036, $0.0050 and $0.0015.
  @ParameterizedTest
  @CsvSource({
    "model, gpt-4o:3:0.0101:0 llama-3.3-70b:2:null:2 mystery:1:null:1",
    "provider, openai:4:0.0101:1 own:2:null:2",
    "service, chat:4:0.0086:2 search:2:0.0015:1",
    "team, red:4:0.0051:2 blue:2:0.005:1",
    "tenant, acme:3:0.0086:1 beta:3:0.0015:2",
    "key, k1:4:0.0051:2 k2:2:0.005:1",
    "session, s1:2:0.0086:0 s2:2:0.0015:1 s3:1:null:1 s4:1:null:1",
    "project, p1:3:0.0086:1 p2:3:0.0015:2",
    "day, 2026-11-01:2:0.0086:0 2026-11-02:4:0.0015:3",
    "source, mapped:6:0.0101:3",
    "basis, list-equivalent:3:0.0101:0 :3:null:3",
  })
  void sumsByEachDimension(String dimension, String expected) {
    JsonTree usage = fixture.usage("--by", dimension);
    List<String> found =
        UsageFixture.rows(usage, "rows").stream()
            .map(
                row ->
                    "%s:%s:%s:%s"
                        .formatted(
                            row.get(dimension),
                            row.get("calls"),
                            row.get("usd"),
                            row.get("unpriced")))
            .toList();
    assertThat(found).containsExactly(expected.split(" "));
    assertThat(usage.root()).containsEntry("unpriced", BigDecimal.valueOf(3));
    assertThat(UsageFixture.object(usage, "totals"))
        .containsEntry("calls", BigDecimal.valueOf(6))
        .containsEntry("usd", "0.0101")
        .containsEntry(
            "tokens",
            Map.of(
                "input", BigDecimal.valueOf(6110),
                "cache_read", BigDecimal.valueOf(400),
                "cache_write_5m", BigDecimal.ZERO,
                "cache_write_1h", BigDecimal.ZERO,
                "output", BigDecimal.valueOf(1855),
                "reasoning", BigDecimal.ZERO,
                "total", BigDecimal.valueOf(8365)));
  }

  @Test
  void knowsLatencyWhereItWasMeasured() {
    JsonTree usage = fixture.usage("--by", "provider");
    assertThat(UsageFixture.rows(usage, "rows").getFirst())
        .containsEntry(
            "ttft_ms",
            Map.of(
                "count", BigDecimal.valueOf(3),
                "p50", BigDecimal.valueOf(200),
                "p95", BigDecimal.valueOf(300),
                "p99", BigDecimal.valueOf(300)));
    assertThat(UsageFixture.rows(fixture.usage("--by", "model"), "rows").getLast())
        .containsEntry("ttft_ms", null)
        .containsEntry("duration_ms", null);
  }

  @Test
  void aPeriodEndsBeforeItsLastDay() {
    assertThat(
            UsageFixture.object(
                fixture.usage("--from", "2026-11-01", "--to", "2026-11-02"), "totals"))
        .containsEntry("calls", BigDecimal.valueOf(2))
        .containsEntry("usd", "0.0086");
    Shell.Result none = fixture.run("usage", "--from", "2027-01-01");
    assertThat(none.out()).isEqualTo("No calls in this period.\n");
    assertThat(none.status()).isZero();
  }

  @Test
  void csvHasAllRowsAndExactAmounts() throws IOException {
    List<String> lines = fixture.run("usage", "--by", "team", "--csv").out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("team,calls,without_usage,input,cache_read,");
    assertThat(lines.get(1))
        .isEqualTo("red,4,0,3110,400,0,0,755,0,,,0.0051,,,,2,100,200,200,2000,7200000,7200000");
    Path file = folder.resolve("out.csv");
    Shell.Result written = fixture.run("usage", "--by", "team", "--csv", file.toString());
    assertThat(written.out()).isEmpty();
    assertThat(Files.readString(file).lines()).containsExactlyElementsOf(lines);
  }

  @Test
  void focusRowsHaveTheMandatoryColumnsAndNoCostWhereNoneIsKnown() {
    List<String> lines = fixture.run("usage", "--focus").out().lines().toList();
    List<String> columns = List.of(lines.getFirst().split(","));
    assertThat(columns)
        .doesNotHaveDuplicates()
        .contains(
            "BilledCost",
            "EffectiveCost",
            "ListCost",
            "ContractedCost",
            "BillingAccountId",
            "BillingCurrency",
            "BillingPeriodStart",
            "BillingPeriodEnd",
            "ChargePeriodStart",
            "ChargePeriodEnd",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "InvoiceIssuerName",
            "PricingQuantity",
            "PricingUnit",
            "ProviderName",
            "PublisherName",
            "ServiceCategory",
            "ServiceName",
            "ServiceSubcategory",
            "x_CostBasis");
    assertThat(lines).hasSize(7);
    int cost = columns.indexOf("EffectiveCost");
    List<String> costs = lines.stream().skip(1).map(line -> line.split(",", -1)[cost]).toList();
    assertThat(costs).containsExactlyInAnyOrder("0.0036", "0.005", "0.0015", "", "", "");
  }

  @Test
  void theStatementOfATenantDividesGpuRentAndIdleness() throws IOException {
    settle();
    Path tariff = fixture.file("tariff.csv", TARIFF);
    JsonTree statement =
        fixture
            .run("usage", "statement", "--tenant", "acme", "--tariff", tariff.toString(), "--json")
            .json();
    assertThat(UsageFixture.rows(statement, "lines"))
        .extracting(UsageTest::amounts)
        .containsExactly(
            List.of("gpt-4o", "0.0172", "0.0086", "0.00", "0.00", "0.0086"),
            List.of("llama-3.3-70b", "3.00", "0.00", "1.00", "7.00", "-5.00"));
    assertThat(UsageFixture.object(statement, "total"))
        .containsEntry("calls", BigDecimal.valueOf(3))
        .containsEntry("tariff_usd", "3.0172")
        .containsEntry("margin_usd", "-4.9914");
    Golden.check("cli/src/test/golden/keys/usage-statement.txt", statement.paths());
  }

  /// Two of three busy hours, so two thirds of the idle $21; one call has no price.
  @Test
  void aStatementWithAnUnpricedCallHasNoMargin() throws IOException {
    settle();
    Path tariff = fixture.file("tariff.csv", TARIFF);
    JsonTree statement =
        fixture
            .run("usage", "statement", "--tenant", "beta", "--tariff", tariff.toString(), "--json")
            .json();
    assertThat(UsageFixture.object(statement, "total"))
        .containsEntry("gpu_usd", "2.00")
        .containsEntry("idle_usd", "14.00")
        .containsEntry("unpriced", BigDecimal.ONE)
        .containsEntry("margin_usd", null);
  }

  @Test
  void aTariffThatIsNoneIsNamedWithItsLine() throws IOException {
    Path tariff = fixture.file("tariff.csv", "model,input\ngpt-4o,cheap\n");
    Shell.Result result =
        fixture.run("usage", "statement", "--tenant", "acme", "--tariff", tariff.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains(tariff + ":2").contains("cheap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--by shoe | error 100: --by: 'shoe' is nothing to sum by.",
        "--by day,day | error 100: --by: day stands twice.",
        "--json --csv | error 100: more than one of --json, --csv and --focus.",
        "--focus --by day | error 100: --focus has its own columns.",
        "--from 2026-11-02 --to 2026-11-01 | error 100: --to: 2026-11-01 is not after",
        "--csv /dev/null/x.csv | error 116: cannot be written",
        "--ledger /dev/null/none | error 110: there is no ledger here",
      })
  void wrongUseIsAnErrorOfOneLine(String arguments, String error) {
    Shell.Result result =
        fixture.run(
            Stream.concat(Stream.of("usage"), Arrays.stream(arguments.split(" ")))
                .toArray(String[]::new));
    assertThat(result.status()).isIn(1, 2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).startsWith(error);
  }

  @Test
  void look() throws IOException {
    golden("pages/usage", fixture.run("usage"));
    golden("pages/usage-by-three", fixture.run("usage", "--by", "tenant,model,day"));
    golden("pages/usage-focus", fixture.run("usage", "--focus"));
    golden("pages/usage-statement-bare", fixture.run("usage", "statement", "--tenant", "acme"));
    settle();
    Path tariff = fixture.file("tariff.csv", TARIFF);
    golden(
        "pages/usage-statement",
        fixture.run(
            "usage",
            "statement",
            "--tenant",
            "acme",
            "--tariff",
            tariff.toString(),
            "--from",
            "2026-11-01",
            "--to",
            "2026-12-01"));
    golden("pages/usage-settled", fixture.run("usage", "--by", "tenant"));
    Golden.check("cli/src/test/golden/keys/usage.txt", fixture.usage("--by", "team").paths());
  }

  private static void golden(String name, Shell.Result result) throws IOException {
    assertThat(result.err()).isEmpty();
    if (!name.contains("focus")) {
      assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
    }
    Golden.check("cli/src/test/golden/" + name + ".txt", result.out());
  }

  private static List<Object> amounts(Map<String, Object> line) {
    return Stream.of("model", "tariff_usd", "hosted_usd", "gpu_usd", "idle_usd", "margin_usd")
        .map(line::get)
        .toList();
  }

  /// One of the two calls ran one hour, the other two, of 24 at $1.
  private void settle() {
    String period = "--from 2026-11-02 --to 2026-11-03 --gpu-hours 24 --gpu-hour 1";
    Shell.Result settled =
        fixture.run(
            Stream.concat(
                    Stream.of("ledger", "settle", "--provider", "own"),
                    Arrays.stream(period.split(" ")))
                .toArray(String[]::new));
    assertThat(settled.status()).as(settled.err()).isZero();
  }
}
