package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.ask.tool.Facts;
import dev.breakeven.ask.tool.Table;
import dev.breakeven.ask.tool.Tools;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.testkit.estate.PlantedEstate.Plant;
import dev.breakeven.wire.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each tool over the planted estate, against sums by hand over the files that it was written to.
class AskToolsTest {
  private static final Wiring WIRING = new Wiring(Clock.fixed(Shell.NOW, ZoneOffset.UTC));

  @TempDir static Path folder;
  private static AskEstate estate = new AskEstate(Path.of(""), List.of());
  private static Facts facts = nothing();

  @BeforeAll
  static void write() throws IOException {
    estate = AskEstate.in(folder);
    facts = new EstateFacts(WIRING, estate.options(), Optional.of(Path.of(estate.ledger())));
  }

  private static Facts nothing() {
    EstateOptions options = new EstateOptions();
    options.deadline = 30;
    return new EstateFacts(WIRING, options, Optional.of(Path.of("/dev/null/none")));
  }

  private static Table call(String tool, String... arguments) {
    return call(facts, tool, arguments);
  }

  private static Table call(Facts from, String tool, String... arguments) {
    Json.Fields given = Json.fields();
    for (int i = 0; i < arguments.length; i += 2) {
      given.with(arguments[i], arguments[i + 1]);
    }
    return Tools.find(tool).orElseThrow().call(from, given).table();
  }

  private static double number(String cell) {
    return Double.parseDouble(cell.replaceAll("[,% ]", ""));
  }

  private static List<String> row(Table table, String name) {
    return table.rows().stream().filter(row -> row.contains(name)).findFirst().orElseThrow();
  }

  @Test
  void spendByKindIsWhatTheBillAndTheCallsAddUpTo() throws IOException {
    BigDecimal gpu = BigDecimal.ZERO;
    BigDecimal all = BigDecimal.ZERO;
    for (String[] line : estate.cells("saved/bill.csv")) {
      BigDecimal usd = new BigDecimal(line[1]);
      all = all.add(usd);
      gpu = line[9].startsWith("GPU") ? gpu.add(usd) : gpu;
    }
    Table table = call("get_spend");

    assertThat(row(table, "gpu").get(2))
        .isEqualTo("%,.2f".formatted(gpu.setScale(2, RoundingMode.HALF_EVEN)));
    assertThat(row(table, "gpu")).contains("invoice", "2026-10-24", "2026-11-21");
    assertThat(row(table, "model-api").get(2)).isEqualTo("%,.2f".formatted(calls()));
    assertThat(row(table, "model-api")).contains("list-equivalent", "100.0 %");
    assertThat(table.totals().getFirst())
        .startsWith("total of bills")
        .contains("%,.2f".formatted(all.setScale(2, RoundingMode.HALF_EVEN)));
    assertThat(table.title()).contains("2026-11-21");
  }

  /// $2 a million of uncached input, $0.20 of cached, $10 of output.
  private static BigDecimal calls() throws IOException {
    long picos = 0;
    for (String[] line : estate.cells("calls.csv")) {
      long cached = Long.parseLong(line[4]);
      picos += (Long.parseLong(line[3]) - cached) * 2_000_000 + cached * 200_000;
      picos += Long.parseLong(line[5]) * 10_000_000;
    }
    return BigDecimal.valueOf(picos, 12).setScale(2, RoundingMode.HALF_EVEN);
  }

  @Test
  void usageCountsTheCallsTokensAndDollarsOfTheLedger() throws IOException {
    List<String[]> lines = estate.cells("calls.csv");
    long input = lines.stream().mapToLong(line -> Long.parseLong(line[3])).sum();
    long output = lines.stream().mapToLong(line -> Long.parseLong(line[5])).sum();

    Table table = call("query_usage", "by", "model");

    assertThat(table.rows()).hasSize(1);
    assertThat(table.totals().getFirst())
        .containsExactly(
            "total",
            "%,d".formatted(lines.size()),
            "%,d".formatted(input),
            "%,d".formatted(lines.stream().mapToLong(line -> Long.parseLong(line[4])).sum()),
            "%,d".formatted(output),
            "%,.2f".formatted(calls()),
            "list-equivalent");
  }

  @Test
  void usageIsOfThePeriodAskedFor() throws IOException {
    long on =
        estate.cells("calls.csv").stream().filter(line -> line[0].startsWith("2026-11-02")).count();

    Table table = call("query_usage", "by", "day", "from", "2026-11-02", "to", "2026-11-03");

    assertThat(table.rows()).hasSize(1);
    assertThat(table.rows().getFirst()).startsWith("2026-11-02", "%,d".formatted(on));
    assertThatThrownBy(() -> call("query_usage", "from", "2026-11-03", "to", "2026-11-02"))
        .isInstanceOf(BreakevenException.class);
    assertThatThrownBy(() -> call("query_usage", "from", "yesterday"))
        .hasMessageContaining("no day");
  }

  @Test
  void wasteListsThePlantsAndTheirSum() {
    Table table = call("list_waste");

    assertThat(table.rows()).hasSizeBetween(29, 32);
    double sum = 0;
    for (List<String> row : table.rows()) {
      sum += row.getFirst().equals("risk") ? 0 : number(row.getFirst());
    }
    assertThat(number(table.totals().getFirst().getFirst())).isCloseTo(sum, within(0.3));
    assertThat(call("list_waste", "rule", "idle-gpu").rows()).hasSize(6);
    assertThat(call("list_waste", "min_usd", "99999999").notes().getFirst())
        .contains("I cannot know");
  }

  @Test
  void utilizationPricesTheIdleHoursOfEachMachine() {
    Table table = call("get_utilization");

    for (Plant plant : estate.plants()) {
      if (plant.rule().equals("idle-gpu")) {
        assertThat(number(row(table, plant.name()).get(8)))
            .isCloseTo(plant.usdMonth(), within(0.05 * plant.usdMonth()));
      }
    }
    assertThat(table.totals().getFirst()).startsWith("total");
    assertThat(call("get_utilization", "of", "engines").rows()).isNotEmpty();
  }

  @Test
  void aPriceIsExplainedLineByLineWithSourceAndDate() {
    Table table =
        call(
            "explain_price",
            "item",
            "gpt-4o",
            "input",
            "12K",
            "cache_read",
            "90K",
            "output",
            "800");

    assertThat(table.title()).contains("gpt-4o", "as of 2026-01-01");
    // 12,000 × $2 + 90,000 × $0.20 + 800 × $10 a million
    assertThat(table.totals().getFirst()).contains("0.05", "102,800");
    assertThat(row(table, "cache_read")).containsSequence("0.2", "90,000", "0.018");
    assertThat(call("explain_price", "item", "h100-sxm").rows()).isNotEmpty();
    assertThatThrownBy(() -> call("explain_price", "item", "gpt-4oo"))
        .isInstanceOfSatisfying(
            BreakevenException.class, error -> assertThat(error.remedy()).contains("gpt-4o"));
  }

  @Test
  void optionsAreComparedAtAStatedVolumeOrAtTheLedgersPace() {
    Table stated = call("compare_options", "volume", "500M/month", "today", "gpt-4o");
    Table measured = call("compare_options");

    assertThat(stated.rows()).hasSizeGreaterThan(2);
    assertThat(row(stated, "gpt-4o").get(1)).isNotBlank();
    assertThat(stated.notes()).anyMatch(note -> note.startsWith("verdict: "));
    assertThat(measured.notes().getFirst()).contains("at the pace of the ledger from 2026-10-25");
    assertThatThrownBy(() -> call("compare_options", "volume", "--html=/tmp/x"))
        .isInstanceOf(BreakevenException.class);
  }

  @Test
  void whatNoSourceKnowsIsSaidAndNeverZero() {
    Facts none = nothing();

    assertThat(call(none, "get_spend").print()).contains("I cannot know what GPUs cost");
    assertThat(call(none, "get_utilization").print()).contains("connect prometheus");
    assertThat(call(none, "compare_options").print()).contains("I cannot know your traffic");
    assertThat(call(none, "query_usage").print()).contains("I cannot know what model calls cost");
    assertThat(call(none, "list_sources").print()).contains("ledger", "I cannot know");
  }
}
