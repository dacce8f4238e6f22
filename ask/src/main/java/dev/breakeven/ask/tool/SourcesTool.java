package dev.breakeven.ask.tool;

import static dev.breakeven.ask.tool.Table.Kind.NAME;
import static dev.breakeven.ask.tool.Table.Kind.WORDS;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.audit.SpendKind;
import dev.breakeven.core.units.Basis;
import java.util.List;

/// `list_sources`: what was read, how fresh it is, what failed, and what is not connected.
final class SourcesTool {
  private SourcesTool() {}

  static Tool tool() {
    return new Tool(
        "list_sources",
        "Which sources were read, the newest day that each knows of, what failed and why, and what"
            + " cannot be known until another source is connected.",
        List.of(),
        (facts, _) -> answer(facts));
  }

  private static Table answer(Facts facts) {
    AuditReport audit = facts.audit();
    Table.Making table =
        Table.of("sources, read on " + Cells.day(audit.at()), facts.redaction())
            .column("source", NAME)
            .column("state", WORDS)
            .column("what", NAME)
            .column("until", WORDS);
    for (SourceState each : audit.sources()) {
      String remark = each.remarks().isEmpty() ? "" : "; " + each.remarks().getFirst();
      table.row(
          each.name(),
          each.isOk() ? "ok" : "failed",
          each.error().orElse(each.detail() + remark),
          each.until().map(at -> Cells.day(at).toString()).orElse(""));
    }
    boolean gpuBill =
        audit.spend().stream()
            .anyMatch(row -> row.kind() == SpendKind.GPU && row.basis() == Basis.INVOICE);
    if (!gpuBill) {
      table.note(Missing.GPU_BILL);
    }
    if (audit.spend().stream().noneMatch(row -> row.kind() == SpendKind.MODEL_API)) {
      table.note(Missing.CALLS);
    }
    if (audit.gpus().isEmpty()) {
      table.note(Missing.METRICS);
    }
    return table.table();
  }
}
