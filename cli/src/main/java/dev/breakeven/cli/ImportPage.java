package dev.breakeven.cli;

import dev.breakeven.cli.render.TextTable;
import dev.breakeven.cli.render.UsageJson;
import dev.breakeven.cli.render.UsagePage;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.usage.UsageReport;
import dev.breakeven.ingest.usage.source.SourceCount;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an import says: what is new in the ledger, what was there, what was left out and where.
record ImportPage(UsageReport read, Map<String, Added> bySource, Path ledger) {
  /// A source as it was read and what of it is new.
  private record Line(SourceCount count, Added added) {
    /// Copies within the input and calls that the ledger had.
    long duplicates() {
      return count.duplicates() + added.known;
    }
  }

  private List<Line> lines() {
    return read.sources().stream()
        .map(count -> new Line(count, bySource.getOrDefault(count.source(), new Added())))
        .toList();
  }

  private Added total() {
    Added total = new Added();
    bySource.values().forEach(total::add);
    return total;
  }

  /// Everything that was left out, on the standard error of `err`.
  void printProblems(PrintWriter err) {
    for (Intake.Problem problem : read.unread()) {
      err.println(problem("left out", problem));
    }
    for (SourceCount count : read.sources()) {
      for (Intake.Problem problem : count.problems()) {
        err.println(problem(count.source() + ": left out", problem));
      }
      count.notes().forEach(note -> err.println(count.source() + ": " + note));
    }
  }

  private static String problem(String begin, Intake.Problem problem) {
    return problem.rows() == 1
        ? "%s: %s (%s)".formatted(begin, problem.reason(), problem.first())
        : "%s %,d times: %s (first %s)"
            .formatted(begin, problem.rows(), problem.reason(), problem.first());
  }

  void print(PrintWriter out) {
    Added total = total();
    out.println(headline(total));
    out.println();
    TextTable table =
        new TextTable(
            "source", ">files", ">added", ">copies", ">conflicts", ">no usage", ">unpriced", "USD");
    for (Line line : lines()) {
      table.row(
          line.count.source(),
          count(line.count.files()),
          count(line.added.calls + line.added.sums + line.added.lines),
          count(line.duplicates()),
          count(line.count.conflicts() + line.added.revised),
          count(withoutUsage(line)),
          count(line.added.unpriced),
          amounts(line.added));
    }
    table.lines().forEach(out::println);
    out.println();
    if (total.unpriced > 0) {
      out.printf(
          "Without a price, so in no amount: %s (breakeven usage --by model,basis).%n",
          Amounts.calls(total.unpriced));
    }
    if (total.usd.containsKey(Basis.LIST_EQUIVALENT)) {
      out.println("list price: published prices of the tokens counted, not your bill.");
    }
    out.println("Ledger: " + ledger);
  }

  private static String headline(Added total) {
    if (total.calls + total.sums + total.lines + total.revised == 0) {
      return total.known == 0
          ? "Nothing was added."
          : "Nothing is new: the ledger has all %,d already.".formatted(total.known);
    }
    List<String> parts = new ArrayList<>();
    if (total.calls > 0) {
      parts.add(Amounts.calls(total.calls));
    }
    if (total.sums > 0) {
      parts.add("%,d sums over calls that nobody counted".formatted(total.sums));
    }
    if (total.lines > 0) {
      parts.add("%,d lines of bills".formatted(total.lines));
    }
    if (total.revised > 0) {
      parts.add("more tokens for " + Amounts.calls(total.revised));
    }
    String known = total.known > 0 ? "; %,d were there".formatted(total.known) : "";
    return "Added " + String.join(", ", parts) + known + ".";
  }

  private static String amounts(Added added) {
    List<String> parts = new ArrayList<>();
    added.usd.forEach(
        (basis, usd) -> parts.add(Amounts.dollars(usd) + " " + UsagePage.name(basis)));
    if (added.lines > 0) {
      parts.add(Amounts.dollars(added.billed) + " on the bill");
    }
    return parts.isEmpty() ? "-" : String.join(", ", parts);
  }

  private static String count(long number) {
    return "%,d".formatted(number);
  }

  /// Sessions in which no usage was written down count each time, calls when they are new.
  private static long withoutUsage(Line line) {
    return line.added.withoutUsage + line.count.withoutUsage() - line.added.absentRead;
  }

  void writeJson(PrintWriter out) {
    List<Line> lines = lines();
    Added total = total();
    JsonOut.write(
        out,
        json -> {
          json.text("ledger", ledger.toString())
              .number("calls", total.calls)
              .number("sums", total.sums)
              .number("duplicates", lines.stream().mapToLong(Line::duplicates).sum())
              .number("known", total.known)
              .number("revised", total.revised)
              .number("conflicts", lines.stream().mapToLong(line -> line.count.conflicts()).sum())
              .number("without_usage", lines.stream().mapToLong(ImportPage::withoutUsage).sum())
              .number("unpriced", total.unpriced);
          money(json, total);
          json.number("rejected", lines.stream().mapToLong(line -> line.count.rejected()).sum())
              .array("by_source", lines, line -> source(json, line));
          problems(json, lines);
        });
  }

  private static void source(JsonOut json, Line line) {
    json.text("source", line.count.source())
        .number("files", line.count.files())
        .number("calls", line.added.calls)
        .number("sums", line.added.sums)
        .number("duplicates", line.duplicates())
        .number("known", line.added.known)
        .number("revised", line.added.revised)
        .number("conflicts", line.count.conflicts())
        .number("without_usage", withoutUsage(line))
        .number("unpriced", line.added.unpriced);
    money(json, line.added);
    json.number("rejected", line.count.rejected()).texts("notes", line.count.notes());
  }

  private static void money(JsonOut json, Added added) {
    UsageJson.money(json, added.usd, added.unpriced);
    json.number("invoice_lines", added.lines).text("billed_usd", added.billed.toString());
  }

  private record Found(String source, Intake.Problem problem) {}

  private void problems(JsonOut json, List<Line> lines) {
    List<Found> found = new ArrayList<>();
    read.unread().forEach(problem -> found.add(new Found("", problem)));
    for (Line line : lines) {
      line.count.problems().forEach(each -> found.add(new Found(line.count.source(), each)));
    }
    json.array(
        "problems",
        found,
        each ->
            json.text("source", each.source)
                .text("reason", each.problem.reason())
                .number("rows", each.problem.rows())
                .text("first", each.problem.first()));
  }
}
