package dev.breakeven.web;

import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Staircase;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cost against volume: the stair of own GPUs, and each API as a line.
///
/// Both axes are logarithmic, so that every crossing and today's volume are in one picture.
final class StairChart {
  private static final double BOTTOM = 280;
  private static final double ROOM = 4;
  private static final int MOST_LINES = 3;

  private final Plan plan;
  private final List<Staircase> stairs;
  private final double today;
  private final Axis volumes;
  private final Axis costs;

  private StairChart(Plan plan, List<Staircase> stairs) {
    this.plan = plan;
    this.stairs = stairs;
    today = plan.request().traffic().tokensPerMonth().count();
    List<Staircase.Level> levels = stairs.getFirst().levels();
    double least = today;
    double most = today;
    for (Staircase each : stairs) {
      for (Staircase.Crossing crossing : each.crossings()) {
        least = Math.min(least, crossing.tokensPerMonth().count());
        most = Math.max(most, crossing.tokensPerMonth().count());
      }
    }
    double end = Math.clamp(most * ROOM, least * 2, levels.getLast().upTo().count());
    volumes = Axis.logarithmic(least / ROOM, end, Drawing.LEFT, Drawing.RIGHT);
    double cheapest = dollars(levels.getFirst().monthly());
    double dearest = dollars(levels.getLast().monthly());
    for (Staircase.Level level : levels.reversed()) {
      dearest = level.upTo().count() >= end ? dollars(level.monthly()) : dearest;
    }
    for (Staircase each : stairs) {
      cheapest = Math.min(cheapest, api(each) * volumes.least() / today);
      dearest = Math.max(dearest, api(each) * end / today);
    }
    costs = Axis.logarithmic(cheapest, dearest, BOTTOM, Drawing.TOP);
  }

  /// Of the cheapest own option; empty where nothing was compared.
  static Optional<StairChart> of(Plan plan) {
    List<Staircase> stairs =
        plan.breakEvens().stream()
            .filter(each -> each.own().equals(plan.breakEvens().getFirst().own()))
            .filter(each -> !each.levels().isEmpty())
            .limit(MOST_LINES)
            .toList();
    return stairs.isEmpty() ? Optional.empty() : Optional.of(new StairChart(plan, stairs));
  }

  private double api(Staircase each) {
    return plan.find(each.api())
        .flatMap(Option::monthly)
        .map(figure -> dollars(figure.value()))
        .orElseThrow();
  }

  private static double dollars(Usd usd) {
    return usd.nanos() / 1e9;
  }

  void draw(Html html) {
    Drawing drawing =
        Drawing.open(
            html,
            "stair",
            "Cost a month against tokens a month",
            "%s as a stair, hosted models as straight lines. %s"
                .formatted(own(), String.join(" ", words())),
            BOTTOM);
    drawing.vertical(costs, StairChart::money);
    drawing.horizontal(volumes, StairChart::tokens);
    drawing.caption("tokens a month, input and output, at this shape");
    double x = volumes.at(today);
    html.shape("line", "class", "today", "x1", x, "x2", x, "y1", Drawing.TOP, "y2", BOTTOM);
    html.element("text", "today", "class", "middle small", "x", x, "y", Drawing.TOP - 3);
    for (int i = 0; i < stairs.size(); i++) {
      line(html, stairs.get(i), i + 1);
    }
    html.shape("path", "class", "line own", "d", stairPath());
    for (Staircase each : stairs) {
      each.crossings().forEach(crossing -> mark(html, each, crossing));
    }
    drawing.close();
    legend(html);
  }

  private void line(Html html, Staircase each, int number) {
    double slope = api(each) / today;
    // where the line leaves the plot at its foot or its top
    double from = Math.max(volumes.least(), costs.least() / slope);
    double to = Math.min(volumes.most(), costs.most() / slope);
    html.shape(
        "line",
        "class",
        "line api" + number,
        "x1",
        volumes.at(from),
        "y1",
        costs.at(from * slope),
        "x2",
        volumes.at(to),
        "y2",
        costs.at(to * slope));
  }

  private String stairPath() {
    StringBuilder path = new StringBuilder();
    double from = volumes.least();
    for (Staircase.Level level : stairs.getFirst().levels()) {
      double to = Math.min(level.upTo().count(), volumes.most());
      if (to <= from) {
        continue;
      }
      double y = costs.at(dollars(level.monthly()));
      path.append(path.isEmpty() ? 'M' : 'L');
      path.append("%.1f %.1fH%.1f".formatted(volumes.at(from), y, volumes.at(to)));
      from = to;
    }
    return path.toString();
  }

  private void mark(Html html, Staircase each, Staircase.Crossing crossing) {
    double volume = crossing.tokensPerMonth().count();
    html.shape(
        "circle",
        "class",
        crossing.ownWins() ? "cross wins" : "cross",
        "cx",
        volumes.at(volume),
        "cy",
        costs.at(api(each) * volume / today),
        "r",
        4);
  }

  private void legend(Html html) {
    html.open("ul", "class", "legend").line();
    entry(html, "own", own() + ", a step for every instance");
    for (int i = 0; i < stairs.size(); i++) {
      entry(html, "api" + (i + 1), stairs.get(i).api() + ": " + words().get(i));
    }
    html.close("ul").line();
  }

  private static void entry(Html html, String line, String text) {
    html.open("li")
        .open("svg", "class", "key", "viewBox", "0 0 30 10", "aria-hidden", "true")
        .shape("line", "class", "line " + line, "x1", 1, "x2", 29, "y1", 5, "y2", 5)
        .close("svg")
        .element("span", text)
        .close("li")
        .line();
  }

  private String own() {
    return plan.find(stairs.getFirst().own()).map(Option::label).orElse(stairs.getFirst().own());
  }

  /// What each crossing means, one sentence an API.
  private List<String> words() {
    return stairs.stream().map(each -> sentence(each)).toList();
  }

  private static String sentence(Staircase each) {
    if (each.breakEven().isPresent()) {
      Staircase.Crossing at = each.breakEven().get();
      return "own GPUs stay cheaper from %s tokens a month, at %s utilisation"
          .formatted(Amounts.tokens(at.tokensPerMonth()), Amounts.percent(at.utilisation()));
    }
    String examined = each.examinedUpTo().map(Amounts::tokens).orElse("nothing");
    return each.first()
        .map(
            first ->
                "own GPUs are cheaper only on some steps, first at "
                    + Amounts.tokens(first.tokensPerMonth()))
        .orElse("own GPUs are never cheaper, examined to " + examined);
  }

  /// All crossings, for the table beside the picture.
  List<List<String>> crossings() {
    List<List<String>> rows = new ArrayList<>();
    for (Staircase each : stairs) {
      if (each.crossings().isEmpty()) {
        rows.add(List.of(each.api(), "never", "", ""));
      }
      for (Staircase.Crossing crossing : each.crossings()) {
        rows.add(
            List.of(
                each.api(),
                Amounts.tokens(crossing.tokensPerMonth()),
                crossing.ownWins() ? "own GPUs" : "the API",
                "%d at %s"
                    .formatted(crossing.replicas(), Amounts.percent(crossing.utilisation()))));
      }
    }
    return rows;
  }

  private static String money(double value) {
    return "$" + (value < 1 ? BigDecimal.valueOf(value).toPlainString() : tokens(value));
  }

  private static String tokens(double value) {
    return Amounts.tokens(Tokens.of(Math.round(value)));
  }
}
