package dev.breakeven.ask.agent;

import dev.breakeven.ask.agent.Figure.Unit;
import dev.breakeven.ask.tool.Table;
import dev.breakeven.ask.tool.Tool;
import dev.breakeven.core.units.Ratio;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Every figure that queries returned, each with where it stands; names are no figures, whatever
/// they say. What a query only gives back of its own arguments is none either, unless the question
/// states it.
final class Evidence {
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");
  private static final Pattern WORD = Pattern.compile("[\\s|,;()'\"]+");
  private static final Pattern MILLIONS = Pattern.compile("/M\\b");

  private final List<Known> known = new ArrayList<>();
  private final Set<String> verbatim = new HashSet<>();

  private record Known(Ratio value, Unit unit, String where) {}

  Evidence(String question, List<Tool.Answered> queries) {
    List<Figure> asked = Figures.in(question);
    scan(question, "your question", List.of());
    words(question);
    for (int i = 0; i < queries.size(); i++) {
      add("[" + (i + 1) + "]", queries.get(i), asked);
    }
  }

  private void add(String number, Tool.Answered answered, List<Figure> asked) {
    Table table = answered.table();
    List<Figure> echoed =
        Figures.in(answered.query()).stream()
            .filter(one -> asked.stream().noneMatch(other -> same(one, other)))
            .toList();
    scan(table.title(), number, echoed);
    words(table.title());
    List<List<String>> rows = new ArrayList<>(table.rows());
    rows.addAll(table.totals());
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        Table.Column column = table.columns().get(i);
        if (column.kind() != Table.Kind.NAME) {
          cell(row.get(i), column, number + " " + label(table, row) + ", " + column.name(), echoed);
        }
        words(row.get(i));
      }
    }
    table.notes().forEach(note -> scan(note, number + " note", echoed));
    table.notes().forEach(this::words);
    if (table.columns().stream().anyMatch(column -> MILLIONS.matcher(column.name()).find())) {
      known.add(new Known(Ratio.of(1_000_000), Unit.PLAIN, number + " its unit"));
    }
  }

  private static boolean same(Figure one, Figure other) {
    return one.amount().low().equals(other.amount().low());
  }

  /// The first cell that is no figure.
  private static String label(Table table, List<String> row) {
    for (int i = 0; i < row.size(); i++) {
      Table.Kind kind = table.columns().get(i).kind();
      if ((kind == Table.Kind.NAME || kind == Table.Kind.WORDS) && !row.get(i).equals("-")) {
        return row.get(i).length() <= 60 ? row.get(i) : row.get(i).substring(0, 59) + "…";
      }
    }
    return "row";
  }

  private void cell(String text, Table.Column column, String where, List<Figure> echoed) {
    switch (column.kind()) {
      case USD -> scan("$" + text, where, echoed);
      case COUNT, PERCENT, WORDS -> scan(text, where, echoed);
      case NAME -> {}
    }
  }

  private void scan(String text, String where, List<Figure> echoed) {
    for (Figure figure : Figures.in(QUOTED.matcher(text).replaceAll("''"))) {
      boolean ours = echoed.stream().noneMatch(one -> same(one, figure));
      if (!figure.verbatim() && ours) {
        known.add(new Known(figure.amount().low(), figure.unit(), where));
      }
    }
  }

  private void words(String text) {
    for (String word : WORD.split(text)) {
      verbatim.add(word.toLowerCase(Locale.ROOT));
    }
  }

  /// Where `figure` was returned; empty when nowhere.
  Optional<String> of(Figure figure) {
    if (figure.verbatim()) {
      String word = figure.text().toLowerCase(Locale.ROOT).replaceFirst("[.:,/+-]+$", "");
      return verbatim.contains(word) ? Optional.of("") : Optional.empty();
    }
    return known.stream()
        .filter(one -> figure.states(one.value(), one.unit()))
        .map(Known::where)
        .findFirst();
  }
}
