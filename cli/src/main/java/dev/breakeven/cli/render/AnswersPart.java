package dev.breakeven.cli.render;

import dev.breakeven.core.plan.Answers;
import dev.breakeven.core.plan.Odds;
import dev.breakeven.core.plan.PerTask;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Sensitivity;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.math.MathContext;
import java.util.stream.Collectors;

/// The end of a plan's page: what would change the plan, and what it takes for granted.
final class AnswersPart {
  private static final int BARS = 2;
  private static final int ASSUMPTION_LINES = 3;

  private final Plan plan;
  private final Answers answers;
  private final PrintWriter out;

  AnswersPart(Plan plan, PrintWriter out) {
    this.plan = plan;
    this.answers = plan.answers();
    this.out = out;
  }

  void print() {
    answers.odds().ifPresent(this::odds);
    tornado();
    ruledOut();
    payback();
    perTask();
    assumptions();
  }

  private void ruledOut() {
    boolean left =
        plan.options().stream()
            .anyMatch(option -> !option.feasibility().isRejected() && option.monthly().isPresent());
    if (left && !answers.relaxations().isEmpty()) {
      Wrap.print(
          out,
          "Cheaper but ruled out: "
              + answers.relaxations().stream()
                  .map(each -> each.constraints().getFirst() + " " + each.describe())
                  .collect(Collectors.joining("; ")),
          "  ");
    }
  }

  private void payback() {
    answers
        .payback()
        .filter(payback -> payback.once().nanos() > 0)
        .ifPresent(
            payback ->
                payback
                    .months()
                    .toOptional()
                    .ifPresent(
                        months ->
                            out.printf(
                                "%s paid once come back in %s months, by %s a month%n",
                                Amounts.dollars(payback.once()),
                                months.decimal(1),
                                Amounts.dollars(payback.saving()))));
  }

  private void perTask() {
    if (!answers.perTask().isEmpty()) {
      Wrap.print(
          out,
          "A resolved task: "
              + answers.perTask().stream().map(AnswersPart::task).collect(Collectors.joining("; ")),
          "  ");
    }
  }

  private static String task(PerTask task) {
    String escalated =
        task.escalated()
            .map(
                more ->
                    " (%s with the rest at %s)"
                        .formatted(Amounts.dollars(more.perResolved()), more.to()))
            .orElse("");
    return task.option()
        + " "
        + task.perResolved().toOptional().map(Amounts::dollars).orElse("never")
        + escalated;
  }

  /// As many as fit, the ones that decide most first.
  private void assumptions() {
    StringBuilder text = new StringBuilder("Assumed (flag that changes it): ");
    int shown = 0;
    for (Plan.Assumption assumption : plan.assumptions()) {
      String flag = assumption.flag().isEmpty() ? "" : " (" + assumption.flag() + ")";
      String more = (shown == 0 ? "" : "; ") + assumption.text() + flag;
      if (Wrap.lines(text + more, "  ").size() > ASSUMPTION_LINES) {
        break;
      }
      text.append(more);
      shown++;
    }
    out.println();
    Wrap.print(out, text.toString(), "  ");
    int left = plan.assumptions().size() - shown;
    out.printf(
        "%sPrices: list, catalog of %s; %d ways to run it rejected (--json: why)%n",
        left == 0 ? "" : left + " more with --json. ",
        plan.catalogAsOf(),
        plan.rejections().size());
  }

  private void odds(Odds odds) {
    Wrap.print(
        out,
        "Own GPUs cheaper: odds %s (speed error, prices ±%s, volume 1/%s to %s times in %d months)"
            .formatted(
                odds.percent(),
                Amounts.percent(Odds.PRICE_SPREAD.toDouble()),
                odds.volumeSpread(),
                odds.volumeSpread(),
                Odds.MONTHS),
        "  ");
  }

  /// The inputs that move the gap most.
  private void tornado() {
    if (answers.sensitivity().isEmpty()) {
      return;
    }
    Usd gap = answers.sensitivity().getFirst().gap();
    Wrap.print(
        out,
        "Own GPUs less API: %s a month; most with %s"
            .formatted(
                signed(gap),
                answers.sensitivity().stream()
                    .limit(BARS)
                    .map(AnswersPart::bar)
                    .collect(Collectors.joining("; "))),
        "  ");
  }

  private static String bar(Sensitivity bar) {
    String flip = bar.flipsAt().toOptional().map(at -> ", flips at " + brief(at)).orElse("");
    return "%s %s..%s %s: %s to %s%s"
        .formatted(
            bar.input(),
            brief(bar.low()),
            brief(bar.high()),
            bar.unit(),
            signed(bar.gapAtLow()),
            signed(bar.gapAtHigh()),
            flip);
  }

  private static String brief(Ratio value) {
    return value.decimal(6).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  private static String signed(Usd usd) {
    return usd.nanos() < 0
        ? "-" + Amounts.dollars(new Usd(-usd.nanos()))
        : "+" + Amounts.dollars(usd);
  }
}
