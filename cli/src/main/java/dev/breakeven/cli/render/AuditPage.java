package dev.breakeven.cli.render;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.Finding;
import dev.breakeven.core.audit.Replica;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.report.AuditVerdict;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The page of an audit, at most 40 lines: the waste first, then the spend, then the sources.
public final class AuditPage {
  private static final int MOST_FINDINGS = 10;
  private static final int MOST_SPEND = 8;
  private static final int MOST_REPLICAS = 4;
  private static final int MOST_SOURCES = 5;
  private static final int MOST_GAPS = 2;

  private final AuditReport report;
  private final PrintWriter out;

  public AuditPage(AuditReport report, PrintWriter out) {
    this.report = report;
    this.out = out;
  }

  public void print() {
    Wrap.print(out, AuditVerdict.of(report), "  ");
    if (!report.findings().isEmpty()) {
      table(findings(MOST_FINDINGS), report.findings().size() - MOST_FINDINGS, "findings");
      Finding first = report.findings().getFirst();
      Wrap.print(out, "first: " + first.fix() + " (" + first.subject() + ")", "  ");
    }
    if (!report.spend().isEmpty()) {
      table(spend(), report.spend().size() - MOST_SPEND, "kinds of spend");
    }
    report.reconciled().stream().limit(MOST_GAPS).forEach(row -> out.println(gap(row)));
    if (!report.replicas().isEmpty()) {
      table(replicas(), report.replicas().size() - MOST_REPLICAS, "replicas");
    }
    sources();
  }

  private void table(TextTable table, int more, String what) {
    table.lines().forEach(out::println);
    if (more > 0) {
      out.printf("  and %,d more %s; --json has them all%n", more, what);
    }
  }

  private static String money(Usd usd) {
    return Amounts.dollars(usd).replace("$", "");
  }

  private TextTable findings(int most) {
    TextTable table = new TextTable(">USD/MONTH", "RULE", "WHERE", "SURE", "EVIDENCE");
    report.findings().stream()
        .limit(most)
        .forEach(
            each ->
                table.row(
                    each.usdMonth().map(AuditPage::money).orElse("risk"),
                    each.rule(),
                    cut(each.subject()),
                    each.confidence().toString(),
                    each.evidence().getFirst()));
    return table;
  }

  /// The end of a name tells more than its beginning.
  private static String cut(String name) {
    return name.length() <= 28 ? name : "…" + name.substring(name.length() - 27);
  }

  private TextTable spend() {
    TextTable table = new TextTable(">USD", "BASIS", "KIND", "PROVIDER", "TEAM", "WHAT");
    report.spend().stream()
        .limit(MOST_SPEND)
        .forEach(
            row ->
                table.row(
                    money(row.usd()),
                    row.basis().toString(),
                    row.kind().toString(),
                    cut(row.provider()),
                    cut(row.team().isEmpty() ? "-" : row.team()),
                    what(row)));
    return table;
  }

  private static String what(AuditReport.Spend row) {
    return (row.service() + " " + row.model()).strip();
  }

  private static String gap(AuditReport.Reconciled row) {
    return "%s: metered $%s, invoiced $%s, gap $%s"
        .formatted(row.provider(), money(row.metered()), money(row.invoiced()), money(row.gap()));
  }

  private TextTable replicas() {
    TextTable table =
        new TextTable("REPLICA", "MODEL", ">GPUS", ">USD/MONTH", ">IDLE", ">USD/MTOK", "TOKENS");
    report.replicas().stream().limit(MOST_REPLICAS).forEach(row -> table.row(cells(row)));
    return table;
  }

  private static String[] cells(Replica row) {
    return new String[] {
      cut(row.pod()),
      cut(row.model().isEmpty() ? "-" : row.model()),
      Integer.toString(row.gpus()),
      row.usdMonth().map(AuditPage::money).orElse("unknown"),
      row.idleUsdMonth().map(AuditPage::money).orElse("unknown"),
      row.perMillion().map(each -> each.dollars().decimal(2).toString()).orElse("unknown"),
      Amounts.tokens(Tokens.of(row.tokens().total().count())) + " in " + row.hours() + " h"
    };
  }

  private void sources() {
    List<SourceState> shown = new ArrayList<>(report.sources());
    shown.sort(Comparator.comparing(SourceState::isOk));
    shown.stream().limit(MOST_SOURCES).forEach(each -> out.println(line(each)));
    int more = shown.size() - MOST_SOURCES;
    if (more > 0) {
      out.printf("  and %,d more sources; --json has them all%n", more);
    }
  }

  private static String line(SourceState state) {
    String text =
        state.error().map(error -> "FAILED " + error).orElse(state.detail())
            + state.until().map(until -> ", until " + until).orElse("")
            + (state.remarks().isEmpty() ? "" : "; " + state.remarks().getFirst());
    String whole = "source " + cut(state.name()) + ": " + text;
    return whole.length() > 100 ? whole.substring(0, 99) + "…" : whole;
  }

  /// The whole report as Markdown.
  public void markdown() {
    out.println("## Audit");
    out.println();
    out.println(AuditVerdict.of(report));
    out.println();
    out.println("| USD/month | rule | where | sure | evidence | fix |");
    out.println("|---:|---|---|---|---|---|");
    for (Finding each : report.findings()) {
      out.printf(
          "| %s | %s | %s | %s | %s | %s |%n",
          each.usdMonth().map(AuditPage::money).orElse("risk"),
          each.rule(),
          cell(each.subject()),
          each.confidence(),
          cell(String.join("; ", each.evidence())),
          cell(each.fix()));
    }
    out.println();
    out.println("| USD | basis | kind | provider | team | what |");
    out.println("|---:|---|---|---|---|---|");
    for (AuditReport.Spend row : report.spend()) {
      out.printf(
          "| %s | %s | %s | %s | %s | %s |%n",
          money(row.usd()),
          row.basis(),
          row.kind(),
          cell(row.provider()),
          cell(row.team()),
          cell(what(row)));
    }
    out.println();
    report.reconciled().forEach(row -> out.println("- " + cell(gap(row))));
    report.sources().forEach(each -> out.println("- " + cell(line(each))));
  }

  /// A text of others in a cell: it cannot end the cell, link, nor call anybody.
  private static String cell(String text) {
    return text.replaceAll("[`|<>\\[\\]\\\\]", "?").replace("@", "@\u200b");
  }
}
