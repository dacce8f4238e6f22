package dev.breakeven.cli.render;

import dev.breakeven.ask.agent.Agent;
import dev.breakeven.ask.agent.CheckedAnswer;
import dev.breakeven.ask.tool.Table;
import dev.breakeven.ask.tool.Tool;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/// An answer: in words where a model gave one, then the figures with their queries, or the tables.
public final class AnswerPage {
  private static final int MOST_ROWS = 12;

  private final PrintWriter out;

  public AnswerPage(PrintWriter out) {
    this.out = out;
  }

  /// `asked` names the model, and is empty without one.
  public void print(String asked, Agent.Outcome outcome) {
    if (!asked.isEmpty()) {
      out.println("Asked " + asked + "; ~~struck out~~ is what no query returned.");
      outcome.cost().ifPresent(usd -> out.println("It cost $" + usd + " by list price."));
    }
    outcome.notes().forEach(note -> Wrap.print(out, "Note: " + note, "      "));
    outcome.answer().ifPresent(this::words);
    if (outcome.answer().isEmpty()) {
      tables(outcome.queries());
    } else {
      queries(outcome.queries());
    }
  }

  private void words(CheckedAnswer answer) {
    out.println();
    answer.text().lines().forEach(line -> Wrap.print(out, line, "  "));
    out.println();
    answer.figures().forEach((figure, where) -> Wrap.print(out, figure + "  " + where, "  "));
    if (!answer.struck().isEmpty()) {
      Wrap.print(out, "Struck out: " + String.join(", ", answer.struck()), "  ");
    }
  }

  private void queries(List<Tool.Answered> queries) {
    for (int i = 0; i < queries.size(); i++) {
      out.printf("[%d] %s: %s%n", i + 1, queries.get(i).query(), queries.get(i).table().title());
    }
  }

  private void tables(List<Tool.Answered> queries) {
    for (int i = 0; i < queries.size(); i++) {
      if (i > 0) {
        out.println();
      }
      out.printf("[%d] %s%n", i + 1, queries.get(i).query());
      table(queries.get(i).table());
    }
  }

  private void table(Table table) {
    Wrap.print(out, table.title(), "  ");
    if (!table.isEmpty()) {
      TextTable text =
          new TextTable(
              table.columns().stream()
                  .map(column -> (isNumber(column) ? ">" : "") + column.name())
                  .toArray(String[]::new));
      table.rows().stream().limit(MOST_ROWS).forEach(row -> text.row(cells(row)));
      table.totals().forEach(row -> text.row(cells(row)));
      text.lines().forEach(line -> out.println("  " + line));
      if (table.rows().size() > MOST_ROWS) {
        out.printf("  and %,d more rows; --json has them%n", table.rows().size() - MOST_ROWS);
      }
    }
    table.notes().forEach(note -> Wrap.print(out, "  " + note, "    "));
  }

  private static boolean isNumber(Table.Column column) {
    return column.kind() != Table.Kind.NAME && column.kind() != Table.Kind.WORDS;
  }

  private static String[] cells(List<String> row) {
    return row.stream()
        .map(cell -> cell.length() <= 60 ? cell : cell.substring(0, 59) + "…")
        .toArray(String[]::new);
  }

  /// What can be asked instead, and by which model on this machine it could be answered.
  public void notUnderstood(List<String> examples, Optional<String> model) {
    out.println("No standard question is about that. These are, in your own words:");
    examples.forEach(example -> out.println("  " + example));
    out.println(
        model
            .map(name -> "A model on this machine may answer: add --model " + name)
            .orElse(
                "A model may answer: --model, with --endpoint unless it runs on this machine."));
  }
}
