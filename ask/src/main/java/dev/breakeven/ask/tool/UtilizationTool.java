package dev.breakeven.ask.tool;

import static dev.breakeven.ask.tool.Table.Kind.COUNT;
import static dev.breakeven.ask.tool.Table.Kind.NAME;
import static dev.breakeven.ask.tool.Table.Kind.PERCENT;
import static dev.breakeven.ask.tool.Table.Kind.USD;
import static dev.breakeven.ask.tool.Table.Kind.WORDS;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.GpuUse;
import dev.breakeven.core.audit.Replica;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.Comparator;
import java.util.List;

/// `get_utilization`: how busy GPUs are and what their idle hours cost, or what engines serve.
final class UtilizationTool {
  private static final String ENGINES = "engines";

  private UtilizationTool() {}

  static Tool tool() {
    return new Tool(
        "get_utilization",
        "How long GPUs stood idle (at most 2 % busy in an hour) and what that costs a month of 730"
            + " hours; or what each inference engine serves and what a million of its tokens cost.",
        List.of(Parameter.choice("of", "what each row is about", "gpus", List.of("gpus", ENGINES))),
        (facts, arguments) -> arguments.text("of").equals(ENGINES) ? engines(facts) : gpus(facts));
  }

  private static Table gpus(Facts facts) {
    AuditReport audit = facts.audit();
    Table.Making table =
        Table.of("GPUs in the hours observed, as of " + Cells.day(audit.at()), facts.redaction())
            .column("node", NAME)
            .column("pod", NAME)
            .column("product", NAME)
            .column("GPUs", COUNT)
            .column("GPU-hours", COUNT)
            .column("idle GPU-hours", COUNT)
            .column("idle", PERCENT)
            .column("USD/month", USD)
            .column("idle USD/month", USD)
            .column("basis", WORDS);
    List<GpuUse> dearest =
        audit.gpus().stream()
            .sorted(
                Comparator.comparing(
                        (GpuUse each) -> each.idleUsdMonth().map(Usd::nanos).orElse(-1L))
                    .reversed())
            .toList();
    dearest.forEach(each -> row(table, each));
    if (dearest.isEmpty()) {
      table.note(Missing.METRICS);
    } else {
      total(table, dearest);
    }
    return table.table();
  }

  private static void row(Table.Making table, GpuUse each) {
    table.row(
        each.host(),
        each.pod(),
        each.product(),
        Cells.count(each.gpus()),
        Cells.count(each.gpuHours()),
        Cells.count(each.idleGpuHours()),
        Cells.percent(Ratio.of(each.idleGpuHours(), each.gpuHours())),
        Cells.usd(each.usdMonth()),
        Cells.usd(each.idleUsdMonth()),
        each.basis().toString());
  }

  private static void total(Table.Making table, List<GpuUse> gpus) {
    long hours = gpus.stream().mapToLong(GpuUse::gpuHours).sum();
    long idle = gpus.stream().mapToLong(GpuUse::idleGpuHours).sum();
    long unknown = gpus.stream().filter(each -> each.usdMonth().isEmpty()).count();
    table.total(
        "total",
        "",
        "",
        Cells.count(gpus.stream().mapToLong(GpuUse::gpus).sum()),
        Cells.count(hours),
        Cells.count(idle),
        Cells.percent(Ratio.of(idle, hours)),
        Cells.usd(sum(gpus.stream().flatMap(each -> each.usdMonth().stream()).toList())),
        Cells.usd(sum(gpus.stream().flatMap(each -> each.idleUsdMonth().stream()).toList())),
        "");
    if (unknown > 0) {
      table.note(
          "the rent of %,d rows is unknown and in no total; connect a bill".formatted(unknown));
    }
  }

  private static Usd sum(List<Usd> amounts) {
    return amounts.stream().reduce(Usd.ZERO, Usd::plus);
  }

  private static Table engines(Facts facts) {
    AuditReport audit = facts.audit();
    Table.Making table =
        Table.of("engines in the hours observed, as of " + Cells.day(audit.at()), facts.redaction())
            .column("pod", NAME)
            .column("model", NAME)
            .column("GPUs", COUNT)
            .column("hours", COUNT)
            .column("input tokens", COUNT)
            .column("output tokens", COUNT)
            .column("USD/month", USD)
            .column("idle USD/month", USD)
            .column("USD/M tokens", USD)
            .column("basis", WORDS);
    audit.replicas().forEach(each -> engine(table, each));
    if (audit.replicas().isEmpty()) {
      table.note(Missing.METRICS);
    } else {
      enginesTotal(table, audit.replicas());
    }
    return table.table();
  }

  private static void engine(Table.Making table, Replica each) {
    table.row(
        each.pod(),
        each.model(),
        Cells.count(each.gpus()),
        Cells.count(each.hours()),
        Cells.count(each.tokens().totalInput()),
        Cells.count(each.tokens().totalOutput()),
        Cells.usd(each.usdMonth()),
        Cells.usd(each.idleUsdMonth()),
        each.perMillion().map(one -> Cells.dollars(one.dollars())).orElse(Cells.UNKNOWN),
        each.basis().toString());
  }

  private static void enginesTotal(Table.Making table, List<Replica> all) {
    table.total(
        "total",
        "",
        Cells.count(all.stream().mapToLong(Replica::gpus).sum()),
        "",
        Cells.count(all.stream().mapToLong(each -> each.tokens().totalInput()).sum()),
        Cells.count(all.stream().mapToLong(each -> each.tokens().totalOutput()).sum()),
        Cells.usd(sum(all.stream().flatMap(each -> each.usdMonth().stream()).toList())),
        Cells.usd(sum(all.stream().flatMap(each -> each.idleUsdMonth().stream()).toList())),
        "",
        "");
  }
}
