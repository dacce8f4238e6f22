package dev.breakeven.web;

import java.util.List;

/// Which input moves the answer most: a bar from the low to the high end of each, widest first.
record TornadoChart(List<Bar> bars, double base, String unit) {
  private static final double ROW = 34;
  private static final double START = 16;

  /// What a bar's name takes of its row; the line of no change keeps clear of it.
  private static final double LABEL = 13;

  /// `low` and `high` are what the result becomes at either end of an input's range.
  record Bar(String name, double low, double high) {}

  void draw(Html html) {
    double bottom = Drawing.TOP + bars.size() * ROW;
    double least = base;
    double most = base;
    for (Bar bar : bars) {
      least = Math.min(least, Math.min(bar.low(), bar.high()));
      most = Math.max(most, Math.max(bar.low(), bar.high()));
    }
    double scale = most > least ? (Drawing.RIGHT - START) / (most - least) : 0;
    double zero = START + (base - least) * scale;
    Drawing drawing =
        Drawing.open(
            html,
            "tornado",
            "What moves the result most",
            "The widest is " + bars.getFirst().name() + ".",
            bottom);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = Drawing.TOP + i * ROW;
      html.element("text", bar.name(), "x", START, "y", y + 10);
      side(html, "low", zero, START + (bar.low() - least) * scale, y);
      side(html, "high", zero, START + (bar.high() - least) * scale, y);
      html.shape(
          "line", "class", "today", "x1", zero, "x2", zero, "y1", y + LABEL, "y2", y + ROW - 4);
    }
    drawing.caption(unit);
    drawing.close();
  }

  private static void side(Html html, String kind, double from, double to, double y) {
    double width = Math.abs(to - from);
    if (width > 0.01) {
      html.shape(
          "rect",
          "class",
          "bar " + kind,
          "x",
          Math.min(from, to),
          "y",
          y + 15,
          "width",
          width,
          "height",
          12);
    }
  }
}
