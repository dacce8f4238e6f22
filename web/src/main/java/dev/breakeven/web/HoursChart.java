package dev.breakeven.web;

import dev.breakeven.core.plan.MixRun;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Tokens;
import java.util.List;
import java.util.stream.IntStream;

/// Bars over time, an hour each where `hourly`: what own GPUs served, and on top of it what went to
/// the API.
record HoursChart(List<MixRun.Hour> hours, boolean hourly, String bin) {
  private static final double BOTTOM = 190;
  static final int DAY = 24;
  private static final int TICKS = 8;

  void draw(Html html) {
    double most = hours.stream().mapToDouble(h -> h.ownTokens() + h.spillTokens()).max().orElse(0);
    Axis tokens = Axis.linear(most, BOTTOM, Drawing.TOP);
    Drawing drawing =
        Drawing.open(
            html,
            "hours",
            "Tokens over time, own GPUs below and the API above",
            "%d bars, each %s; the busiest has %s tokens."
                .formatted(hours.size(), bin, count(most)),
            BOTTOM);
    drawing.vertical(tokens, HoursChart::count);
    double width = (Drawing.RIGHT - Drawing.LEFT) / hours.size();
    for (int i = 0; i < hours.size(); i++) {
      MixRun.Hour hour = hours.get(i);
      double x = Drawing.LEFT + i * width;
      double own = tokens.at(hour.ownTokens());
      double both = tokens.at(hour.ownTokens() + hour.spillTokens());
      bar(html, "own", x, own, width, BOTTOM - own);
      bar(html, "spill", x, both, width, own - both);
    }
    marks(drawing, width);
    drawing.caption("each bar is " + bin);
    drawing.close();
    html.open("ul", "class", "legend").line();
    key(html, "own", "own GPUs (baseline)");
    key(html, "spill", "API (spill)");
    html.close("ul").line();
  }

  private static void bar(Html html, String kind, double x, double y, double width, double height) {
    if (height > 0.01) {
      html.shape("rect", "class", "bar " + kind, "x", x, "y", y, "width", width, "height", height);
    }
  }

  /// A mark a day for days of hours, else eight marks.
  private void marks(Drawing drawing, double width) {
    boolean days = hourly && hours.size() > 2 * DAY && hours.size() <= 10 * DAY;
    int step = days ? DAY : Math.max(1, Math.ceilDiv(hours.size(), TICKS));
    for (int i = 0; i < hours.size(); i += step) {
      drawing.below(
          Drawing.LEFT + (i + (days ? step / 2.0 : 0.5)) * width,
          days ? "day " + (i / DAY + 1) : Integer.toString(i + 1));
    }
  }

  static void key(Html html, String kind, String text) {
    html.open("li")
        .open("svg", "class", "key", "viewBox", "0 0 30 10", "aria-hidden", "true")
        .shape("rect", "class", "bar " + kind, "x", 8, "y", 0, "width", 14, "height", 10)
        .close("svg")
        .element("span", text)
        .close("li")
        .line();
  }

  List<List<String>> rows() {
    return IntStream.range(0, hours.size())
        .mapToObj(
            i ->
                List.of(
                    Integer.toString(i + 1),
                    count(hours.get(i).ownTokens()),
                    count(hours.get(i).spillTokens()),
                    Amounts.percent(hours.get(i).utilisation())))
        .toList();
  }

  private static String count(double value) {
    return Amounts.tokens(Tokens.of(Math.round(value)));
  }
}
