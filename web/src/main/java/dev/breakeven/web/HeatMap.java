package dev.breakeven.web;

import dev.breakeven.core.plan.MixRun;
import dev.breakeven.core.units.Amounts;
import java.util.List;

/// How busy own GPUs are: a column an hour of the day, a row a day; the fuller the darker.
///
/// One hue in steps of strength reads the same with any colour vision, and without colour.
record HeatMap(List<MixRun.Hour> hours) {
  private static final int DAY = HoursChart.DAY;
  private static final double ROW = 20;
  private static final double COLUMN = (Drawing.RIGHT - Drawing.LEFT) / DAY;

  void draw(Html html) {
    int days = Math.ceilDiv(hours.size(), DAY);
    double bottom = Drawing.TOP + days * ROW;
    double mean = hours.stream().mapToDouble(MixRun.Hour::utilisation).average().orElse(0);
    double most = hours.stream().mapToDouble(MixRun.Hour::utilisation).max().orElse(0);
    Drawing drawing =
        Drawing.open(
            html,
            "heat",
            "Utilisation of own GPUs by hour and day",
            "%s in the mean over %d days, %s in the busiest hour."
                .formatted(Amounts.percent(mean), days, Amounts.percent(most)),
            bottom);
    for (int day = 0; day < days; day++) {
      double y = Drawing.TOP + day * ROW;
      html.element("text", "day " + (day + 1), "class", "end", "x", Drawing.LEFT - 6, "y", y + 14);
    }
    for (int i = 0; i < hours.size(); i++) {
      cell(html, i, hours.get(i).utilisation());
    }
    for (int hour = 0; hour < DAY; hour += 3) {
      drawing.below(Drawing.LEFT + (hour + 0.5) * COLUMN, Integer.toString(hour));
    }
    drawing.caption("hour of the day");
    drawing.close();
    html.open("ul", "class", "legend").line();
    for (double share : List.of(0.0, 0.25, 0.5, 0.75, 1.0)) {
      legend(html, share);
    }
    html.close("ul").line();
  }

  private static void cell(Html html, int i, double utilisation) {
    html.open(
            "rect",
            "class",
            "cell",
            "x",
            Drawing.LEFT + i % DAY * COLUMN,
            "y",
            Drawing.TOP + i / DAY * ROW,
            "width",
            COLUMN,
            "height",
            ROW,
            "fill-opacity",
            Math.clamp(utilisation, 0, 1))
        .element(
            "title",
            "day %d, hour %d: %s".formatted(i / DAY + 1, i % DAY, Amounts.percent(utilisation)))
        .close("rect")
        .line();
  }

  private static void legend(Html html, double share) {
    html.open("li")
        .open("svg", "class", "key", "viewBox", "0 0 30 10", "aria-hidden", "true")
        .shape(
            "rect",
            "class",
            "cell",
            "x",
            8,
            "y",
            0,
            "width",
            14,
            "height",
            10,
            "fill-opacity",
            share)
        .close("svg")
        .element("span", Amounts.percent(share))
        .close("li")
        .line();
  }
}
