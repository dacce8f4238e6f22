package dev.breakeven.ask.tool;

import static dev.breakeven.ask.tool.Table.Kind.NAME;
import static dev.breakeven.ask.tool.Table.Kind.USD;
import static dev.breakeven.ask.tool.Table.Kind.WORDS;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.Finding;
import dev.breakeven.core.units.Usd;
import java.util.List;

/// `list_waste`: what is spent for nothing, the dearest first, with evidence and what to do.
final class WasteTool {
  private WasteTool() {}

  static Tool tool() {
    return new Tool(
        "list_waste",
        "What is waste or a risk, in USD a month of 730 hours, the dearest first, with evidence and"
            + " fix.",
        List.of(
            Parameter.text("rule", "only findings of this rule, such as idle-gpu"),
            Parameter.number("min_usd", "only findings of at least so many USD a month", "0")),
        WasteTool::answer);
  }

  private static Table answer(Facts facts, Arguments arguments) {
    AuditReport audit = facts.audit();
    Usd least = arguments.read("min_usd", Usd::parse);
    String rule = arguments.text("rule");
    List<Finding> findings =
        audit.findings().stream()
            .filter(each -> rule.isEmpty() || each.rule().equals(rule))
            .filter(each -> least.nanos() <= 0 || isAtLeast(each, least))
            .toList();
    Table.Making table =
        Table.of("waste found, USD a month, as of " + Cells.day(audit.at()), facts.redaction())
            .column("USD/month", USD)
            .column("rule", WORDS)
            .column("where", NAME)
            .column("sure", WORDS)
            .column("basis", WORDS)
            .column("evidence", WORDS)
            .column("fix", WORDS);
    findings.forEach(each -> row(table, each));
    if (findings.isEmpty()) {
      table.note(Missing.EVIDENCE);
    } else {
      total(table, findings);
    }
    return table.table();
  }

  private static void row(Table.Making table, Finding each) {
    table.row(
        each.usdMonth().map(Cells::usd).orElse("risk"),
        each.rule(),
        each.subject(),
        each.confidence().toString(),
        each.basis().toString(),
        String.join("; ", each.evidence()),
        each.fix());
  }

  private static void total(Table.Making table, List<Finding> findings) {
    List<Usd> amounts = findings.stream().flatMap(each -> each.usdMonth().stream()).toList();
    table.total(
        Cells.usd(amounts.stream().reduce(Usd.ZERO, Usd::plus)),
        "total of %,d findings with an amount, of %,d".formatted(amounts.size(), findings.size()),
        "",
        "",
        "",
        "",
        "");
  }

  private static boolean isAtLeast(Finding finding, Usd least) {
    return finding.usdMonth().filter(usd -> usd.compareTo(least) >= 0).isPresent();
  }
}
