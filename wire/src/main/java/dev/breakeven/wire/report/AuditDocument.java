package dev.breakeven.wire.report;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.Bill;
import dev.breakeven.core.audit.Finding;
import dev.breakeven.core.audit.GpuUse;
import dev.breakeven.core.audit.Inventory;
import dev.breakeven.core.audit.Replica;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.units.Usd;
import java.io.Writer;
import java.util.Optional;

/// The JSON document of `audit`. [AuditFile] reads its findings again.
public final class AuditDocument {
  private AuditDocument() {}

  public static void write(AuditReport report, boolean redacted, Writer out) {
    JsonOut.write(
        out,
        json ->
            json.text("at", report.at().toString())
                .flag("redacted", redacted)
                .text("waste_usd_month", report.wasteMonth().toString())
                .number("unpriced", report.unpriced())
                .array("spend", report.spend(), row -> spend(json, row))
                .array(
                    "reconciled",
                    report.reconciled(),
                    row ->
                        json.text("provider", row.provider())
                            .text("metered_usd", row.metered().toString())
                            .text("invoiced_usd", row.invoiced().toString())
                            .text("gap_usd", row.gap().toString()))
                .array("gpus", report.gpus(), row -> gpus(json, row))
                .array("replicas", report.replicas(), row -> replica(json, row))
                .array("findings", report.findings(), row -> finding(json, row))
                .array("inventory", report.inventory().links(), row -> link(json, row))
                .array("sources", report.sources(), row -> source(json, row)));
  }

  private static void spend(JsonOut json, AuditReport.Spend row) {
    json.text("provider", row.provider())
        .text("service", row.service())
        .text("team", row.team())
        .text("model", row.model())
        .text("kind", row.kind().toString())
        .text("usd", row.usd().toString());
    usd(json, "billed_usd", row.billed());
    json.text("basis", row.basis().toString());
    json.optional("from", row.span().map(Bill.Span::from), at -> json.text("from", at.toString()))
        .optional("to", row.span().map(Bill.Span::to), at -> json.text("to", at.toString()));
  }

  private static void usd(JsonOut json, String key, Optional<Usd> usd) {
    json.optional(key, usd, amount -> json.text(key, amount.toString()));
  }

  private static void gpus(JsonOut json, GpuUse row) {
    json.text("node", row.host())
        .text("pod", row.pod())
        .text("product", row.product())
        .number("gpus", (long) row.gpus())
        .number("gpu_hours", row.gpuHours())
        .number("idle_gpu_hours", row.idleGpuHours());
    usd(json, "usd_month", row.usdMonth());
    usd(json, "idle_usd_month", row.idleUsdMonth());
    json.text("basis", row.basis().toString());
  }

  private static void replica(JsonOut json, Replica row) {
    json.text("pod", row.pod())
        .text("node", row.node())
        .text("model", row.model())
        .number("gpus", (long) row.gpus())
        .number("hours", row.hours())
        .number("input_tokens", row.tokens().totalInput())
        .number("output_tokens", row.tokens().totalOutput());
    usd(json, "usd_month", row.usdMonth());
    usd(json, "idle_usd_month", row.idleUsdMonth());
    json.optional(
            "usd_per_mtok", row.perMillion(), each -> json.text("usd_per_mtok", each.toString()))
        .text("basis", row.basis().toString());
  }

  private static void finding(JsonOut json, Finding row) {
    json.text("rule", row.rule()).text("subject", row.subject());
    usd(json, "usd_month", row.usdMonth());
    json.text("basis", row.basis().toString())
        .text("confidence", row.confidence().toString())
        .texts("evidence", row.evidence())
        .text("fix", row.fix());
  }

  private static void link(JsonOut json, Inventory.Link row) {
    json.text("from_kind", row.from().kind().toString())
        .text("from", row.from().name())
        .text("to_kind", row.to().kind().toString())
        .text("to", row.to().name())
        .text("by", row.by())
        .number("calls", row.calls());
  }

  private static void source(JsonOut json, SourceState row) {
    json.text("name", row.name())
        .flag("ok", row.isOk())
        .optional("error", row.error(), error -> json.text("error", error))
        .text("detail", row.detail())
        .optional("until", row.until(), at -> json.text("until", at.toString()))
        .texts("remarks", row.remarks());
  }
}
