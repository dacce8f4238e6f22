package dev.breakeven.cli;

import dev.breakeven.cli.render.TextTable;
import dev.breakeven.cli.wiring.Demo;
import dev.breakeven.cli.wiring.DemoMoment;
import dev.breakeven.cli.wiring.DemoOutcome;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A demo in text: a picture that is drawn again and again, one line of it, and its end.
record DemoPage(int seconds) {
  private static final int BAR = 16;

  /// How it stands, over several lines.
  List<String> picture(DemoMoment now, List<String> events) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%02d s of %d   %,d calls sent   %,d in flight   errors %,d"
            .formatted(now.second(), seconds, now.sent(), now.inFlight(), now.errors()));
    for (DemoMoment.Upstream each : now.upstreams()) {
      int filled = Math.min(BAR, each.running());
      lines.add(
          "  %-9s  %s  %s  %,5d answered"
              .formatted(
                  each.name(),
                  each.up() ? "█".repeat(filled) + "·".repeat(BAR - filled) : "down            ",
                  each.up() ? "%2d running".formatted(each.running()) : "          ",
                  each.answered()));
    }
    lines.add("  " + money(now));
    events.forEach(event -> lines.add("  " + event));
    return lines;
  }

  /// How it stands, in one line.
  String line(DemoMoment now) {
    StringBuilder line = new StringBuilder("%2d s  ".formatted(now.second()));
    for (DemoMoment.Upstream each : now.upstreams()) {
      line.append(
          "%s %s  ".formatted(each.name(), each.up() ? "%,d".formatted(each.answered()) : "down"));
    }
    return line.append("errors %,d  ".formatted(now.errors())).append(money(now)).toString();
  }

  private static String money(DemoMoment now) {
    return "own %s  API %s  budget left %s of %s"
        .formatted(
            price(now.own()),
            price(now.api()),
            dollars(now.budgetLeft().dollars().decimal(4).toPlainString()),
            dollars(Demo.BUDGET.toString()));
  }

  private static String price(Optional<UsdPerMtok> price) {
    return price.map(each -> dollars(each.dollars().decimal(2).toPlainString()) + "/M").orElse("-");
  }

  private static String dollars(String amount) {
    return "$" + amount;
  }

  /// What came of it.
  List<String> ending(DemoOutcome outcome) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%,d calls, %,d answered whole. Lost: %s."
            .formatted(
                outcome.calls(),
                outcome.whole(),
                outcome.lost() == 0 ? "nothing" : "%,d calls".formatted(outcome.lost())));
    lines.add("");
    TextTable table = new TextTable("ROUTE", ">ATTEMPTS", ">REPLACED", ">TOKENS", ">USD");
    for (DemoOutcome.Route route : outcome.routes()) {
      boolean own = route.upstream().equals("own");
      table.row(
          route.upstream(),
          "%,d".formatted(route.attempts()),
          "%,d".formatted(route.failed()),
          String.format(Locale.ROOT, "%,d", route.tokens().count()),
          own
              ? outcome.rent().dollars().decimal(4).toPlainString() + " rent"
              : route.usd().dollars().decimal(6).toPlainString());
    }
    lines.addAll(table.lines());
    lines.add("");
    lines.add("The ledger has a row for each attempt; %d have no end.".formatted(outcome.open()));
    lines.add("The rent is that of 2 × %s, idle or not.".formatted(outcome.gpu()));
    lines.add("Replicas and API were made up, streams held back until whole (hold-tokens).");
    lines.add("");
    lines.add("Next: breakeven serve --upstream http://127.0.0.1:11434");
    return lines;
  }
}
