package dev.breakeven.cli.render;

import dev.breakeven.core.report.PlanChange;
import dev.breakeven.core.report.PlanSnapshot;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/// What became of a plan: the answer first, then the numbers that changed, then why.
public final class PlanDiffPage {
  private static final int MOST_PRICES = 8;
  private static final int DATE = "2026-11-21".length();

  private final PlanChange change;
  private final List<String> changedFiles;
  private final PrintWriter out;

  /// `changedFiles` are inputs whose content is another than when the plan was saved.
  public PlanDiffPage(PlanChange change, List<String> changedFiles, PrintWriter out) {
    this.change = change;
    this.changedFiles = changedFiles;
    this.out = out;
  }

  public void print() {
    if (change.flipped()) {
      Wrap.print(
          out,
          "The answer flipped: from %s to %s."
              .formatted(answer(change.was()), answer(change.now())),
          "  ");
    } else {
      Wrap.print(out, "The answer is the same: " + answer(change.now()) + ".", "  ");
    }
    numbers();
    reasons();
  }

  private static String answer(PlanSnapshot plan) {
    return plan.answer()
            .map(choice -> "%s at %s a month".formatted(choice.label(), cost(plan.answer())))
            .orElse("no option within the constraints")
        + (plan.tooClose() ? " (too close to call)" : "");
  }

  private static String cost(Optional<PlanSnapshot.Choice> choice) {
    return choice.map(each -> each.monthly().map(Amounts::dollars).orElse("unpriced")).orElse("-");
  }

  private void numbers() {
    if (change.costs().stream().noneMatch(PlanChange.Cost::changed)) {
      out.println("No number changed.");
      return;
    }
    out.println();
    out.println("Numbers that changed (USD a month, the cheapest of each kind)");
    TextTable table = new TextTable("kind", ">was", ">now", ">change", "option");
    for (PlanChange.Cost cost : change.costs()) {
      if (cost.changed()) {
        table.row(cost.kind(), cost(cost.was()), cost(cost.now()), percent(cost), names(cost));
      }
    }
    table.lines().forEach(line -> out.println("  " + line));
  }

  private static String percent(PlanChange.Cost cost) {
    Optional<Usd> was = cost.was().flatMap(PlanSnapshot.Choice::monthly);
    Optional<Usd> now = cost.now().flatMap(PlanSnapshot.Choice::monthly);
    if (was.isEmpty() || now.isEmpty() || was.get().nanos() == 0) {
      return "-";
    }
    Ratio grown = now.get().over(was.get()).minus(Ratio.ONE).times(100);
    return (grown.signum() > 0 ? "+" : "") + grown.decimal(1) + " %";
  }

  private static String names(PlanChange.Cost cost) {
    String was = cost.was().map(PlanSnapshot.Choice::label).orElse("none");
    String now = cost.now().map(PlanSnapshot.Choice::label).orElse("none");
    return was.equals(now) ? now : was + " → " + now;
  }

  private void reasons() {
    out.println();
    out.println("Why");
    changedFiles.forEach(file -> line("another content of " + file));
    change.traffic().forEach(value -> line("traffic, " + value(value)));
    List<PlanChange.Value> prices = change.pricesThatCount();
    prices.stream().limit(MOST_PRICES).forEach(value -> line("price of " + value(value)));
    int others = change.prices().size() - Math.min(MOST_PRICES, prices.size());
    if (others > 0) {
      line("%,d more price%s changed (--json)".formatted(others, others == 1 ? "" : "s"));
    }
    change.assumptionsGone().forEach(text -> line("no more assumed: " + text));
    change.assumptionsNew().forEach(text -> line("now assumed: " + text));
    if (!change.was().catalogAsOf().equals(change.now().catalogAsOf())) {
      line(
          "catalog of %s, was %s"
              .formatted(change.now().catalogAsOf(), change.was().catalogAsOf()));
    }
    if (!day(change.was()).equals(day(change.now()))) {
      line("prices in force at %s, were at %s".formatted(change.now().at(), change.was().at()));
    }
    if (!change.hasReason()) {
      line(
          change.costs().stream().anyMatch(PlanChange.Cost::changed)
              ? "no input changed: Breakeven computes these figures in another way now"
              : "no price, traffic or assumption changed");
    }
  }

  private static String day(PlanSnapshot plan) {
    return plan.at().substring(0, Math.min(DATE, plan.at().length()));
  }

  private static String value(PlanChange.Value value) {
    return "%s: %s → %s".formatted(value.name(), value.was().orElse("-"), value.now().orElse("-"));
  }

  private void line(String text) {
    Wrap.print(out, "  " + text, "    ");
  }
}
