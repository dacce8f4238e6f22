package dev.breakeven.cli.render;

import java.util.ArrayList;
import java.util.List;

/// Rows in columns as wide as their widest cell; a heading in capitals starting with `>` is
/// right-aligned. The last column is cut at the width of the page.
public final class TextTable {
  private static final int PAGE_WIDTH = 100;

  private final List<List<String>> rows = new ArrayList<>();
  private final boolean[] right;

  public TextTable(String... headings) {
    right = new boolean[headings.length];
    List<String> first = new ArrayList<>();
    for (int i = 0; i < headings.length; i++) {
      right[i] = headings[i].startsWith(">");
      first.add(right[i] ? headings[i].substring(1) : headings[i]);
    }
    rows.add(first);
  }

  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /// The lines of the table, heading first, without trailing spaces.
  public List<String> lines() {
    int[] widths = new int[right.length];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(right[i] ? pad + row.get(i) : row.get(i) + pad).append("  ");
      }
      String text = line.toString().stripTrailing();
      lines.add(text.length() > PAGE_WIDTH ? text.substring(0, PAGE_WIDTH - 1) + "…" : text);
    }
    return lines;
  }
}
