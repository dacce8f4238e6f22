package dev.breakeven.ask.tool;

import static dev.breakeven.ask.tool.Table.Kind.COUNT;
import static dev.breakeven.ask.tool.Table.Kind.NAME;
import static dev.breakeven.ask.tool.Table.Kind.USD;
import static dev.breakeven.ask.tool.Table.Kind.WORDS;

import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `query_usage`: calls, tokens and cost of the ledger, by up to two dimensions.
final class UsageTool {
  private static final List<String> DIMENSIONS =
      Stream.of(
              Dimension.MODEL,
              Dimension.PROVIDER,
              Dimension.SERVICE,
              Dimension.TEAM,
              Dimension.TENANT,
              Dimension.KEY,
              Dimension.PROJECT,
              Dimension.SOURCE,
              Dimension.OUTCOME,
              Dimension.DAY)
          .map(Dimension::key)
          .toList();

  private UsageTool() {}

  static Tool tool() {
    return new Tool(
        "query_usage",
        "Calls, tokens and cost of model calls in the ledger, for any period, by one or two things.",
        List.of(
            Parameter.choice("by", "what each row is about", Dimension.MODEL.key(), DIMENSIONS),
            Parameter.choice("then_by", "a second thing", "", DIMENSIONS),
            Parameter.text("from", "first day, such as 2026-11-01; default the first call"),
            Parameter.text("to", "day after the last one; default the last call")),
        UsageTool::answer);
  }

  private static Table answer(Facts facts, Arguments arguments) {
    List<Dimension> by = new ArrayList<>();
    for (String name : List.of("by", "then_by")) {
      Dimension.ofKey(arguments.text(name)).filter(one -> !by.contains(one)).ifPresent(by::add);
    }
    List<Dimension> grouped = new ArrayList<>(by);
    grouped.add(Dimension.BASIS);
    Optional<Instant> from = day(arguments, "from");
    Optional<Instant> to = day(arguments, "to");
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw Arguments.refused("to: not after from", "Give a later day.");
    }
    UsageReport report = facts.usage(new UsageQuery(grouped, from, to, false));
    Table.Making table = Table.of(title(facts, from, to), facts.redaction());
    by.forEach(one -> table.column(one.key(), one == Dimension.DAY ? WORDS : NAME));
    table
        .column("calls", COUNT)
        .column("input tokens", COUNT)
        .column("cached of them", COUNT)
        .column("output tokens", COUNT)
        .column("USD", USD)
        .column("basis", WORDS);
    for (UsageReport.Row row : report.rows()) {
      List<String> cells = new ArrayList<>(row.group().subList(0, by.size()));
      cells.addAll(counts(row));
      cells.add(row.usd().isEmpty() ? "unpriced" : Cells.usd(row.allUsd()));
      cells.add(basis(row.usd()));
      table.row(cells.toArray(String[]::new));
    }
    finish(table, report, by.size());
    return table.table();
  }

  private static String title(Facts facts, Optional<Instant> from, Optional<Instant> to) {
    return "calls of the ledger from %s to %s, as of %s"
        .formatted(
            from.map(at -> Cells.day(at).toString()).orElse("the first"),
            to.map(at -> Cells.day(at).toString()).orElse("the last"),
            Cells.day(facts.now()));
  }

  private static String basis(Map<Basis, Usd> usd) {
    return usd.keySet().stream().map(Basis::toString).collect(Collectors.joining("+"));
  }

  private static List<String> counts(UsageReport.Row row) {
    return Arrays.asList(
        Cells.count(row.calls()),
        Cells.count(row.tokens().totalInput()),
        Cells.count(row.tokens().cacheRead()),
        Cells.count(row.tokens().totalOutput()));
  }

  private static void finish(Table.Making table, UsageReport report, int names) {
    if (report.rows().isEmpty()) {
      table.note(Missing.CALLS);
      return;
    }
    UsageReport.Row totals = report.totals();
    boolean first = true;
    for (Map.Entry<Basis, Usd> each : totals.usd().entrySet()) {
      total(table, totals, names, first, Cells.usd(each.getValue()), each.getKey().toString());
      first = false;
    }
    if (totals.usd().isEmpty()) {
      total(table, totals, names, true, "unpriced", "");
    }
    if (totals.unpriced() > 0) {
      table.note("%,d calls have no price and are in no USD".formatted(totals.unpriced()));
    }
    if (totals.withoutUsage() > 0) {
      table.note(
          "the tokens of %,d calls are unknown and in no sum".formatted(totals.withoutUsage()));
    }
    totals.billed().ifPresent(usd -> table.note("lines of bills add up to $" + Cells.usd(usd)));
  }

  private static void total(
      Table.Making table,
      UsageReport.Row totals,
      int names,
      boolean withCounts,
      String usd,
      String basis) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      cells.add(i == 0 ? "total" : "");
    }
    cells.addAll(withCounts ? counts(totals) : List.of("", "", "", ""));
    cells.add(usd);
    cells.add(basis);
    table.total(cells.toArray(String[]::new));
  }

  private static Optional<Instant> day(Arguments arguments, String name) {
    String text = arguments.text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      throw Arguments.refused(
          name + ": '" + text + "' is no day", "Write it as " + Cells.day(Instant.EPOCH) + ".");
    }
  }
}
