package dev.breakeven.cli.render;

import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.ledger.UsageReport.Percentiles;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sums of usage as a table for spreadsheets: all rows, exact amounts, blank where unknown.
public final class UsageCsv {
  private UsageCsv() {}

  public static void write(UsageReport report, PrintWriter out) {
    CsvOut csv = new CsvOut(out);
    List<String> heading = new ArrayList<>(report.by().stream().map(Dimension::key).toList());
    heading.addAll(List.of("calls", "without_usage"));
    for (TokenClass tokenClass : TokenClass.values()) {
      heading.add(tokenClass.key());
    }
    for (Basis basis : Basis.values()) {
      heading.add("usd_" + basis.toString().replace('-', '_'));
    }
    heading.addAll(List.of("usd_billed", "unpriced"));
    for (String latency : List.of("ttft_ms_", "duration_ms_")) {
      heading.addAll(List.of(latency + "p50", latency + "p95", latency + "p99"));
    }
    csv.line(heading);
    List<Row> rows = report.by().isEmpty() ? List.of(report.totals()) : report.rows();
    rows.forEach(row -> csv.line(values(row)));
    out.flush();
  }

  private static List<String> values(Row row) {
    List<String> values = new ArrayList<>(row.group());
    values.add(Long.toString(row.calls()));
    values.add(Long.toString(row.withoutUsage()));
    for (TokenClass tokenClass : TokenClass.values()) {
      values.add(Long.toString(row.tokens().count(tokenClass)));
    }
    for (Basis basis : Basis.values()) {
      values.add(Optional.ofNullable(row.usd().get(basis)).map(Usd::toString).orElse(""));
    }
    values.add(row.billed().map(Usd::toString).orElse(""));
    values.add(Long.toString(row.unpriced()));
    latency(row.ttft(), values);
    latency(row.duration(), values);
    return values;
  }

  private static void latency(Optional<Percentiles> known, List<String> values) {
    values.add(known.map(found -> Long.toString(found.p50())).orElse(""));
    values.add(known.map(found -> Long.toString(found.p95())).orElse(""));
    values.add(known.map(found -> Long.toString(found.p99())).orElse(""));
  }
}
