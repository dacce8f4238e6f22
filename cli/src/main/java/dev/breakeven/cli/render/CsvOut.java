package dev.breakeven.cli.render;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/// Writes comma-separated lines; a value is quoted when it needs to be.
final class CsvOut {
  private final PrintWriter out;

  CsvOut(PrintWriter out) {
    this.out = out;
  }

  void line(List<String> values) {
    out.print(values.stream().map(CsvOut::value).collect(Collectors.joining(",")));
    out.print('\n');
  }

  private static String value(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
