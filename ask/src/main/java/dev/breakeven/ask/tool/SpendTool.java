package dev.breakeven.ask.tool;

import static dev.breakeven.ask.tool.Table.Kind.NAME;
import static dev.breakeven.ask.tool.Table.Kind.PERCENT;
import static dev.breakeven.ask.tool.Table.Kind.USD;
import static dev.breakeven.ask.tool.Table.Kind.WORDS;

import dev.breakeven.core.audit.AuditReport;
import dev.breakeven.core.audit.Bill;
import dev.breakeven.core.audit.SpendKind;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `get_spend`: what was spent, by one of the things that tell spend apart.
final class SpendTool {
  static final String NAME_OF_TOOL = "get_spend";
  private static final String ALL = "all";

  private SpendTool() {}

  static Tool tool() {
    return new Tool(
        NAME_OF_TOOL,
        "What was spent, on GPUs, model APIs and the rest, over the days that bills and calls"
            + " cover. Bills (invoice) and calls (metered, list-equivalent) are the same money seen"
            + " twice: never add them.",
        List.of(
            Parameter.choice(
                "by",
                "what each row is about",
                "kind",
                List.of("kind", "provider", "team", "service", "model")),
            Parameter.choice(
                "kind",
                "only this kind of spend",
                ALL,
                List.of(ALL, "gpu", "model-api", "other-ai", "other"))),
        SpendTool::answer);
  }

  private record Key(String name, Basis basis) {}

  private static final class Sum {
    private Usd usd = Usd.ZERO;
    private Optional<Bill.Span> span = Optional.empty();

    void add(AuditReport.Spend row) {
      usd = usd.plus(row.usd());
      span =
          Stream.concat(span.stream(), row.span().stream())
              .reduce((one, other) -> one.plus(other.from(), other.to()));
    }
  }

  private static Table answer(Facts facts, Arguments arguments) {
    AuditReport audit = facts.audit();
    String kind = arguments.text("kind");
    List<AuditReport.Spend> rows =
        audit.spend().stream()
            .filter(row -> kind.equals(ALL) || row.kind().toString().equals(kind))
            .toList();
    String by = arguments.text("by");
    Table.Making table =
        Table.of(
                "spend by %s, USD, as of %s".formatted(by, Cells.day(audit.at())),
                facts.redaction())
            .column(by, NAME)
            .column("basis", WORDS)
            .column("USD", USD)
            .column("share", PERCENT)
            .column("from", WORDS)
            .column("to", WORDS);
    fill(table, sums(rows, by));
    missing(table, audit, kind);
    if (audit.unpriced() > 0) {
      table.note("%,d calls have no price and are in no sum".formatted(audit.unpriced()));
    }
    for (AuditReport.Reconciled each : audit.reconciled()) {
      table.note(
          "%s: metered $%s, invoiced $%s, gap $%s"
              .formatted(
                  "'" + each.provider().replace('\'', '`') + "'",
                  Cells.usd(each.metered()),
                  Cells.usd(each.invoiced()),
                  Cells.usd(each.gap())));
    }
    return table.table();
  }

  private static Map<Key, Sum> sums(List<AuditReport.Spend> rows, String by) {
    Map<Key, Sum> sums = new HashMap<>();
    for (AuditReport.Spend row : rows) {
      String name =
          switch (by) {
            case "provider" -> row.provider();
            case "team" -> row.team();
            case "service" -> row.service();
            case "model" -> row.model();
            default -> row.kind().toString();
          };
      sums.computeIfAbsent(new Key(name, row.basis()), _ -> new Sum()).add(row);
    }
    return sums;
  }

  private static void fill(Table.Making table, Map<Key, Sum> sums) {
    Map<Boolean, Usd> totals = new HashMap<>();
    sums.forEach((key, sum) -> totals.merge(isBill(key), sum.usd, Usd::plus));
    List<Map.Entry<Key, Sum>> sorted = new ArrayList<>(sums.entrySet());
    sorted.sort(
        Comparator.comparing((Map.Entry<Key, Sum> each) -> each.getValue().usd)
            .reversed()
            .thenComparing(each -> each.getKey().toString()));
    for (Map.Entry<Key, Sum> each : sorted) {
      Sum sum = each.getValue();
      table.row(
          each.getKey().name(),
          each.getKey().basis().toString(),
          Cells.usd(sum.usd),
          Cells.share(sum.usd, totals.getOrDefault(isBill(each.getKey()), Usd.ZERO)),
          sum.span.map(span -> Cells.day(span.from()).toString()).orElse(""),
          sum.span.map(span -> Cells.day(span.to()).toString()).orElse(""));
    }
    for (boolean bills : new boolean[] {true, false}) {
      Optional.ofNullable(totals.get(bills))
          .ifPresent(
              usd ->
                  table.total(
                      bills ? "total of bills" : "total of calls", "", Cells.usd(usd), "", "", ""));
    }
  }

  private static boolean isBill(Key key) {
    return key.basis() == Basis.INVOICE;
  }

  /// What no source can say is unknown and never zero.
  private static void missing(Table.Making table, AuditReport audit, String kind) {
    boolean gpu = kind.equals(ALL) || kind.equals(SpendKind.GPU.toString());
    if (gpu && audit.spend().stream().noneMatch(row -> row.kind() == SpendKind.GPU)) {
      table.note(Missing.GPU_BILL);
    }
    boolean calls = kind.equals(ALL) || kind.equals(SpendKind.MODEL_API.toString());
    if (calls && audit.spend().stream().noneMatch(row -> row.kind() == SpendKind.MODEL_API)) {
      table.note(Missing.CALLS);
    }
  }
}
