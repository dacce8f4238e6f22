package dev.breakeven.cli.render;

import java.io.PrintWriter;

/// Breaks a sentence at spaces so that no line passes the width of the page.
public final class Wrap {
  private static final int PAGE_WIDTH = 100;

  private Wrap() {}

  /// Prints `text`; every line after the first starts with `indent`.
  public static void print(PrintWriter out, String text, String indent) {
    String rest = text;
    while (rest.length() > PAGE_WIDTH) {
      int cut = rest.lastIndexOf(' ', PAGE_WIDTH);
      if (cut <= indent.length()) {
        break;
      }
      out.println(rest.substring(0, cut).stripTrailing());
      rest = indent + rest.substring(cut + 1);
    }
    out.println(rest);
  }
}
