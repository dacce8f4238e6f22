package dev.breakeven.cli.render;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Breaks a sentence at spaces so that no line passes the width of the page.
public final class Wrap {
  private static final int PAGE_WIDTH = 100;

  private Wrap() {}

  /// Prints `text`; every line after the first starts with `indent`.
  public static void print(PrintWriter out, String text, String indent) {
    lines(text, indent).forEach(out::println);
  }

  /// The lines that [#print] prints.
  static List<String> lines(String text, String indent) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > PAGE_WIDTH) {
      int cut = rest.lastIndexOf(' ', PAGE_WIDTH);
      if (cut <= indent.length()) {
        break;
      }
      lines.add(rest.substring(0, cut).stripTrailing());
      rest = indent + rest.substring(cut + 1);
    }
    lines.add(rest);
    return lines;
  }
}
