package dev.breakeven.ask.tool;

import dev.breakeven.core.audit.Redaction;
import java.util.ArrayList;
import java.util.List;

/// The answer of a tool: few columns, at most [#MOST_ROWS] rows, totals over all of them.
///
/// `title` says what the figures are and of which days. Cells of a [Kind#NAME] column are words of
/// others: no figure is taken from them, whatever they say.
public record Table(
    String title,
    List<Column> columns,
    List<List<String>> rows,
    List<List<String>> totals,
    List<String> notes) {
  public static final int MOST_ROWS = 50;

  /// What the cells of a column are.
  public enum Kind {
    /// A name that somebody else chose.
    NAME,
    USD,
    PERCENT,
    COUNT,
    /// Words of ours, with figures in them; names of others stand between single quotes.
    WORDS
  }

  public record Column(String name, Kind kind) {}

  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    totals = List.copyOf(totals);
    notes = List.copyOf(notes);
  }

  /// Whether there is anything in it but notes.
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /// As plain text, a row a line.
  public String print() {
    StringBuilder text = new StringBuilder(title).append('\n');
    if (!rows.isEmpty()) {
      text.append(String.join(" | ", columns.stream().map(Column::name).toList())).append('\n');
      rows.forEach(row -> text.append(String.join(" | ", row)).append('\n'));
      totals.forEach(row -> text.append(String.join(" | ", row)).append('\n'));
    }
    notes.forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString();
  }

  static Making of(String title, Redaction redaction) {
    return new Making(title, redaction);
  }

  /// A table that is being filled.
  static final class Making {
    private final String title;
    private final Redaction redaction;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private final List<List<String>> totals = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Making(String title, Redaction redaction) {
      this.title = title;
      this.redaction = redaction;
    }

    Making column(String name, Kind kind) {
      columns.add(new Column(name, kind));
      return this;
    }

    Making row(String... cells) {
      rows.add(cleaned(cells));
      return this;
    }

    Making total(String... cells) {
      totals.add(cleaned(cells));
      return this;
    }

    Making note(String text) {
      notes.add(text);
      return this;
    }

    private List<String> cleaned(String... cells) {
      List<String> cleaned = new ArrayList<>();
      for (int i = 0; i < cells.length; i++) {
        String cell = cells[i].isEmpty() ? "-" : cells[i];
        boolean name = columns.get(i).kind() == Kind.NAME;
        cleaned.add((name ? redaction.apply(cell) : cell).replace('|', '/'));
      }
      return cleaned;
    }

    Table table() {
      List<List<String>> shown = rows.subList(0, Math.min(rows.size(), MOST_ROWS));
      if (shown.size() < rows.size()) {
        notes.add(
            "%,d more rows are in the totals and not listed".formatted(rows.size() - shown.size()));
      }
      return new Table(title, columns, shown, totals, notes);
    }
  }
}
