package dev.breakeven.cli.render;

import dev.breakeven.core.plan.Answers;
import dev.breakeven.core.plan.Odds;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Sensitivity;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.io.PrintWriter;
import java.math.MathContext;
import java.util.stream.Collectors;

/// The part of a plan's page that says what would change it, one line each.
final class AnswersPart {
  private static final int BARS = 3;

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

  private void odds(Odds odds) {
    Wrap.print(
        out,
        "Odds that own GPUs are cheaper: %s, over the error of their speed, prices ±%s and volume 1/%s to %s times in %d months"
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
        "Own GPUs less API: %s a month. It moves with %s"
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
