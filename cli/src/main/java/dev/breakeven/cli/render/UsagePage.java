package dev.breakeven.cli.render;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.ledger.UsageReport.Percentiles;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Sums of usage as a table, the dearest first, cut to a page.
public final class UsagePage {
  private static final int ROWS = 30;
  private static final int PAGE_WIDTH = 100;
  private static final int LEAST_WIDTH = 8;
  private static final int MOST_WIDTH = 36;
  private static final String CACHED = ">cached";
  private static final String WRITTEN = ">written";
  private static final String TTFT = ">ttft p95";
  private static final String WHOLE = ">whole p95";

  /// What gives way, in this order, when the texts of the dimensions need the room.
  private static final List<String> SPARE = List.of(WHOLE, TTFT, WRITTEN, CACHED);

  private final UsageReport report;
  private final List<Column> columns = new ArrayList<>();

  /// A heading and what a row shows under it.
  private record Column(String heading, Function<Row, String> cell) {}

  public UsagePage(UsageReport report) {
    this.report = report;
    column(">calls", row -> "%,d".formatted(row.calls()));
    column(">input", row -> tokens(row, row.tokens().input()));
    column(CACHED, row -> tokens(row, row.tokens().cacheRead()));
    column(WRITTEN, row -> tokens(row, row.tokens().cacheWrite5m() + row.tokens().cacheWrite1h()));
    column(">output", row -> tokens(row, row.tokens().totalOutput()));
    Row totals = report.totals();
    for (Basis basis : totals.usd().keySet()) {
      column(">" + name(basis), row -> dollars(Optional.ofNullable(row.usd().get(basis))));
    }
    if (totals.billed().isPresent()) {
      column(">billed", row -> dollars(row.billed()));
    }
    if (totals.unpriced() > 0) {
      column(">unpriced", row -> "%,d".formatted(row.unpriced()));
    }
    if (totals.ttft().isPresent()) {
      column(TTFT, row -> time(row.ttft().map(Percentiles::p95)));
    }
    if (totals.duration().isPresent()) {
      column(WHOLE, row -> time(row.duration().map(Percentiles::p95)));
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
    boolean narrowed = narrow(shown);
    List<String> headings = new ArrayList<>(report.by().stream().map(each -> each.key()).toList());
    if (headings.isEmpty()) {
      headings.add("");
    }
    columns.forEach(column -> headings.add(column.heading()));
    TextTable table = new TextTable(headings.toArray(String[]::new));
    int[] widths = widths(shown);
    for (Row row : shown) {
      List<String> group = new ArrayList<>();
      for (int i = 0; i < widths.length; i++) {
        group.add(cut(row.group().get(i), widths[i]));
      }
      row(table, group, row);
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
    if (narrowed) {
      out.println("More columns: --json or --csv.");
    }
  }

  /// Takes columns away until the dimensions can be read; true when one was taken.
  private boolean narrow(List<Row> shown) {
    int wanted = Arrays.stream(wanted(shown)).sum();
    boolean narrowed = false;
    for (String spare : SPARE) {
      if (room(shown) < wanted) {
        narrowed |= columns.removeIf(column -> column.heading().equals(spare));
      }
    }
    return narrowed;
  }

  private void row(TextTable table, List<String> group, Row row) {
    List<String> cells = new ArrayList<>(group);
    columns.forEach(column -> cells.add(column.cell().apply(row)));
    table.row(cells.toArray(String[]::new));
  }

  /// What a page calls a basis.
  public static String name(Basis basis) {
    return switch (basis) {
      case INVOICE -> "invoice";
      case METERED -> "metered";
      case LIST_EQUIVALENT -> "list price";
      case SIMULATED -> "simulated";
      case ASSUMED -> "assumed";
    };
  }

  /// The room that the figures leave to the dimensions.
  private int room(List<Row> shown) {
    int taken = 0;
    for (Column column : columns) {
      int widest = column.heading().length() - 1;
      for (Row row : shown) {
        widest = Math.max(widest, column.cell().apply(row).length());
      }
      taken += 2 + Math.max(widest, column.cell().apply(report.totals()).length());
    }
    return PAGE_WIDTH - taken - 2 * report.by().size();
  }

  /// What each dimension would take, at most [#MOST_WIDTH].
  private int[] wanted(List<Row> shown) {
    int[] wanted = new int[report.by().size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = report.by().get(i).key().length();
      for (Row row : shown) {
        wanted[i] = Math.max(wanted[i], named(row.group().get(i)).length());
      }
      wanted[i] = Math.min(wanted[i], MOST_WIDTH);
    }
    return wanted;
  }

  /// Divides the room: who wants little gets it, the others share the rest alike.
  private int[] widths(List<Row> shown) {
    int[] wanted = wanted(shown);
    int[] widths = new int[wanted.length];
    int room = room(shown);
    List<Integer> order =
        IntStream.range(0, wanted.length)
            .boxed()
            .sorted(Comparator.comparing(i -> wanted[i]))
            .toList();
    for (int done = 0; done < wanted.length; done++) {
      int index = order.get(done);
      int share = Math.max(LEAST_WIDTH, room / (wanted.length - done));
      widths[index] = Math.min(wanted[index], share);
      room -= widths[index];
    }
    return widths;
  }

  private static String named(String text) {
    return text.isEmpty() ? "(none)" : text;
  }

  private static String cut(String text, int width) {
    String shown = named(text);
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
      out.printf("Without a price, so in no amount: %s.%n", Amounts.calls(totals.unpriced()));
    }
    if (totals.withoutUsage() > 0) {
      out.printf(
          "Without usage, since nobody wrote it down: %s.%n", Amounts.calls(totals.withoutUsage()));
    }
    if (report.open() > 0) {
      out.printf(
          "Begun and not ended: %s, which may cost up to %s more.%n",
          Amounts.calls(report.open()), Amounts.dollars(report.reserved()));
    }
    if (totals.usd().containsKey(Basis.LIST_EQUIVALENT)) {
      out.println("list price: published prices of the tokens counted, not your bill.");
    }
    int source = report.by().indexOf(UsageQuery.Dimension.SOURCE);
    if (source >= 0
        && report.rows().stream().anyMatch(row -> row.group().get(source).equals(Attempt.MIRROR))) {
      out.println("mirror: copies of calls, which nobody waited for; their cost was spent.");
    }
    if (totals.billed().isPresent()) {
      out.println(
          "billed: lines of the provider's bill, for the same or other calls; not added up.");
    }
    out.println("Tokens are disjoint: input without cached and written, output with reasoning.");
  }
}
