package dev.breakeven.cli.render;

import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.ledger.UsageReport.Percentiles;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Sums of usage as a table, the dearest first, cut to a page.
public final class UsagePage {
  private static final int ROWS = 30;
  private static final int PAGE_WIDTH = 100;
  private static final int LEAST_WIDTH = 6;
  private static final Map<Basis, String> HEADINGS =
      Map.of(
          Basis.INVOICE, "invoice",
          Basis.METERED, "metered",
          Basis.LIST_EQUIVALENT, "list price",
          Basis.SIMULATED, "simulated",
          Basis.ASSUMED, "assumed");

  private final UsageReport report;
  private final List<Column> columns = new ArrayList<>();

  /// A heading and what a row shows under it.
  private record Column(String heading, Function<Row, String> cell) {}

  public UsagePage(UsageReport report) {
    this.report = report;
    column(">calls", row -> "%,d".formatted(row.calls()));
    column(">input", row -> tokens(row, row.tokens().input()));
    column(">cached", row -> tokens(row, row.tokens().cacheRead()));
    column(
        ">written", row -> tokens(row, row.tokens().cacheWrite5m() + row.tokens().cacheWrite1h()));
    column(">output", row -> tokens(row, row.tokens().totalOutput()));
    Row totals = report.totals();
    for (Basis basis : totals.usd().keySet()) {
      column(">" + HEADINGS.get(basis), row -> dollars(Optional.ofNullable(row.usd().get(basis))));
    }
    if (totals.billed().isPresent()) {
      column(">billed", row -> dollars(row.billed()));
    }
    if (totals.unpriced() > 0) {
      column(">unpriced", row -> "%,d".formatted(row.unpriced()));
    }
    if (report.by().size() <= 1 && totals.usd().size() <= 2) {
      if (totals.ttft().isPresent()) {
        column(">ttft p50", row -> time(row.ttft().map(Percentiles::p50)));
        column(">p95", row -> time(row.ttft().map(Percentiles::p95)));
      }
      if (totals.duration().isPresent()) {
        column(">whole p95", row -> time(row.duration().map(Percentiles::p95)));
      }
    }
  }

  private void column(String heading, Function<Row, String> cell) {
    columns.add(new Column(heading, cell));
  }

  public void print(PrintWriter out) {
    Row totals = report.totals();
    if (totals.attempts() == 0 && totals.billed().isEmpty()) {
      out.println("No calls in this period.");
      return;
    }
    List<Row> shown = report.rows().stream().limit(ROWS).toList();
    List<String> headings = new ArrayList<>(report.by().stream().map(each -> each.key()).toList());
    if (headings.isEmpty()) {
      headings.add("");
    }
    columns.forEach(column -> headings.add(column.heading()));
    TextTable table = new TextTable(headings.toArray(String[]::new));
    int width = dimensionWidth(shown);
    for (Row row : shown) {
      row(table, row.group().stream().map(text -> cut(text, width)).toList(), row);
    }
    List<String> all = new ArrayList<>(report.by().stream().map(_ -> "").toList());
    if (all.isEmpty()) {
      all.add("");
    }
    all.set(0, "all");
    row(table, all, totals);
    List<String> lines = new ArrayList<>(table.lines());
    if (report.rows().size() > ROWS) {
      lines.add(
          lines.size() - 1,
          "... and %,d more (--json or --csv has all)".formatted(report.rows().size() - ROWS));
    }
    lines.forEach(out::println);
    notes(totals, out);
  }

  private void row(TextTable table, List<String> group, Row row) {
    List<String> cells = new ArrayList<>(group);
    columns.forEach(column -> cells.add(column.cell().apply(row)));
    table.row(cells.toArray(String[]::new));
  }

  /// What the figures leave to the text, shared by all dimensions.
  private int dimensionWidth(List<Row> shown) {
    int taken = 0;
    for (Column column : columns) {
      int widest = column.heading().length() - 1;
      for (Row row : shown) {
        widest = Math.max(widest, column.cell().apply(row).length());
      }
      taken += 2 + Math.max(widest, column.cell().apply(report.totals()).length());
    }
    int dimensions = Math.max(1, report.by().size());
    return Math.max(LEAST_WIDTH, (PAGE_WIDTH - taken) / dimensions - 2);
  }

  private static String cut(String text, int width) {
    String shown = text.isEmpty() ? "(none)" : text;
    return shown.length() > width ? shown.substring(0, width - 1) + "…" : shown;
  }

  private static String tokens(Row row, long count) {
    return row.withoutUsage() == row.attempts() && row.attempts() > 0
        ? "?"
        : Amounts.tokens(Tokens.of(count));
  }

  private static String dollars(Optional<Usd> usd) {
    return usd.map(Amounts::dollars).orElse("-");
  }

  private static String time(Optional<Long> millis) {
    return millis.map(found -> Amounts.time(found / 1000.0)).orElse("-");
  }

  private void notes(Row totals, PrintWriter out) {
    out.println();
    if (totals.unpriced() > 0) {
      out.printf("%,d calls have no price and are in no amount.%n", totals.unpriced());
    }
    if (totals.withoutUsage() > 0) {
      out.printf(
          "%,d calls have no usage: nobody wrote down their tokens.%n", totals.withoutUsage());
    }
    if (report.open() > 0) {
      out.printf(
          "%,d calls were begun and not ended; they may cost up to %s more.%n",
          report.open(), Amounts.dollars(report.reserved()));
    }
    if (totals.usd().containsKey(Basis.LIST_EQUIVALENT)) {
      out.println("list price: published prices of the tokens counted, not your bill.");
    }
    if (totals.billed().isPresent()) {
      out.println(
          "billed: lines of the provider's bill, for the same or other calls; not added up.");
    }
    out.println("Tokens are disjoint: input without cached and written, output with reasoning.");
  }
}
