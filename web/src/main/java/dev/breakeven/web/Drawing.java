package dev.breakeven.web;

import java.util.function.DoubleFunction;

/// The frame that every chart has: size, title for those who do not see it, axes.
///
/// Colours are classes of the style sheet, so that one drawing serves light, dark and paper.
final class Drawing {
  static final double WIDTH = 480;
  static final double LEFT = 58;
  static final double RIGHT = 468;
  static final double TOP = 14;

  private final Html html;
  private final double bottom;

  private Drawing(Html html, double bottom) {
    this.html = html;
    this.bottom = bottom;
  }

  /// Opens a drawing whose plot ends at `bottom`; `id` makes its title and description unique.
  static Drawing open(Html html, String id, String title, String description, double bottom) {
    html.open(
            "svg",
            "viewBox",
            "0 0 480 " + Math.round(bottom + 40),
            "role",
            "img",
            "aria-labelledby",
            id + "-title " + id + "-desc")
        .line();
    html.element("title", title, "id", id + "-title");
    html.element("desc", description, "id", id + "-desc");
    return new Drawing(html, bottom);
  }

  void close() {
    html.close("svg").line();
  }

  void vertical(Axis axis, DoubleFunction<String> name) {
    for (double tick : axis.ticks()) {
      double y = axis.at(tick);
      html.shape("line", "class", "grid", "x1", LEFT, "x2", RIGHT, "y1", y, "y2", y);
      html.element("text", name.apply(tick), "class", "end", "x", LEFT - 6, "y", y + 4);
    }
  }

  void horizontal(Axis axis, DoubleFunction<String> name) {
    for (double tick : axis.ticks()) {
      double x = axis.at(tick);
      html.shape("line", "class", "grid", "x1", x, "x2", x, "y1", TOP, "y2", bottom);
      below(x, name.apply(tick));
    }
  }

  /// A word under the plot at `x`.
  void below(double x, String text) {
    html.element("text", text, "class", "middle", "x", x, "y", bottom + 16);
  }

  /// What the horizontal axis counts.
  void caption(String text) {
    html.element("text", text, "class", "middle", "x", (LEFT + RIGHT) / 2, "y", bottom + 34);
  }
}
