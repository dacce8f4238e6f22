package dev.breakeven.web;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.Finding;
import dev.breakeven.core.audit.GpuUse;
import dev.breakeven.core.audit.Replica;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.report.AuditVerdict;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// An audit as one HTML file that needs nothing else: the waste first, then the spend, the machines
/// and where it all is from.
///
/// The same audit gives the same bytes.
public final class AuditHtml {
  private static final String UNKNOWN = "unknown";

  private final AuditReport report;
  private final Html html;

  private AuditHtml(AuditReport report) {
    this.report = report;
    html = Html.page("Breakeven: " + AuditVerdict.of(report));
  }

  public static String of(AuditReport report) {
    return new AuditHtml(report).page();
  }

  private String page() {
    html.element("h1", AuditVerdict.of(report));
    facts();
    table(
        "Waste and risks",
        List.of("where", "rule", "USD a month", "sure", "basis", "evidence", "what to do"),
        report.findings().stream().map(AuditHtml::cells).toList());
    table(
        "What is spent",
        List.of("provider", "USD", "basis", "kind", "team", "service", "model", "days"),
        report.spend().stream().map(AuditHtml::cells).toList());
    table(
        "GPUs in the hours observed",
        List.of("node", "pod", "GPUs", "idle", "USD a month", "idle, USD a month", "basis"),
        report.gpus().stream().map(AuditHtml::cells).toList());
    table(
        "Engines",
        List.of("pod", "model", "GPUs", "USD a month", "USD per M tokens", "tokens", "basis"),
        report.replicas().stream().map(AuditHtml::cells).toList());
    table(
        "Metered against invoiced",
        List.of("provider", "metered", "invoiced", "gap"),
        report.reconciled().stream()
            .map(
                row ->
                    List.of(
                        row.provider(),
                        Amounts.dollars(row.metered()),
                        Amounts.dollars(row.invoiced()),
                        Amounts.dollars(row.gap())))
            .toList());
    table(
        "Sources",
        List.of("source", "state", "until"),
        report.sources().stream().map(AuditHtml::cells).toList());
    html.element("footer", "Audited " + day(report.at()) + "; a month has 730 hours.");
    return html.end();
  }

  private void facts() {
    html.open("dl", "class", "facts").line();
    html.fact(
        "Waste",
        Amounts.dollars(report.wasteMonth()) + " a month",
        "%,d findings, some of them risks without an amount".formatted(report.findings().size()));
    html.fact("Bills", Amounts.dollars(report.spent(true)), "what invoices ask");
    html.fact(
        "Calls",
        Amounts.dollars(report.spent(false)),
        "metered or at list prices; the same money as in bills, never added to it");
    html.close("dl").line();
  }

  private void table(String title, List<String> heads, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    html.section(title, "wide").open("table").line();
    html.open("thead").line().heads(heads).close("thead").line().open("tbody").line();
    rows.forEach(html::row);
    html.close("tbody").line().close("table").line().close("section").line();
  }

  private static List<String> cells(Finding row) {
    return List.of(
        row.subject(),
        row.rule(),
        row.usdMonth().map(Amounts::dollars).orElse("risk"),
        row.confidence().toString(),
        row.basis().toString(),
        String.join("; ", row.evidence()),
        row.fix());
  }

  private static List<String> cells(AuditReport.Spend row) {
    return List.of(
        row.provider(),
        Amounts.dollars(row.usd()),
        row.basis().toString(),
        row.kind().toString(),
        row.team(),
        row.service(),
        row.model(),
        row.span().map(span -> day(span.from()) + " to " + day(span.to())).orElse(""));
  }

  private static List<String> cells(GpuUse row) {
    Ratio idle = Ratio.of(row.idleGpuHours(), row.gpuHours());
    return List.of(
        row.host(),
        row.pod(),
        "%,d × %s".formatted(row.gpus(), row.product()),
        "%s of %,d GPU-hours".formatted(Amounts.percent(idle.toDouble()), row.gpuHours()),
        dollars(row.usdMonth()),
        dollars(row.idleUsdMonth()),
        row.basis().toString());
  }

  private static List<String> cells(Replica row) {
    return List.of(
        row.pod(),
        row.model(),
        Integer.toString(row.gpus()),
        dollars(row.usdMonth()),
        row.perMillion().map(each -> each.dollars().decimal(2).toString()).orElse(UNKNOWN),
        "%s in %,d h"
            .formatted(Amounts.tokens(Tokens.of(row.tokens().total().count())), row.hours()),
        row.basis().toString());
  }

  private static List<String> cells(SourceState row) {
    String remarks = row.remarks().isEmpty() ? "" : "; " + String.join("; ", row.remarks());
    return List.of(
        row.name(),
        row.error().map(error -> "failed: " + error).orElse(row.detail()) + remarks,
        row.until().map(AuditHtml::day).orElse(""));
  }

  private static String dollars(Optional<Usd> usd) {
    return usd.map(Amounts::dollars).orElse(UNKNOWN);
  }

  private static String day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
  }
}
