package dev.breakeven.web;

import dev.breakeven.core.plan.Answers;
import dev.breakeven.core.plan.Odds;
import dev.breakeven.core.plan.Payback;
import dev.breakeven.core.plan.Sensitivity;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.List;
import java.util.Optional;

/// How sure a plan is: what moves the gap between own GPUs and the API, the odds, the payback.
record AnswersSections(Answers answers, Html html) {
  private static final double NANOS = 1e9;

  void draw() {
    if (!answers.sensitivity().isEmpty()) {
      tornado(answers.sensitivity());
    }
    answers.odds().ifPresent(this::odds);
  }

  private void tornado(List<Sensitivity> inputs) {
    html.section("What moves the answer", "chart");
    List<TornadoChart.Bar> bars = inputs.stream().map(AnswersSections::bar).toList();
    new TornadoChart(
            bars,
            dollars(inputs.getFirst().gap()),
            "USD a month that own GPUs cost more than the API (less: below 0)")
        .draw(html);
    html.folded(
        "All inputs",
        List.of("input", "from", "to", "gap at either end", "flips at", "flag"),
        inputs.stream().map(AnswersSections::row).toList());
    html.close("section").line();
  }

  private static TornadoChart.Bar bar(Sensitivity input) {
    return new TornadoChart.Bar(
        input.input() + (input.flips() ? " (flips the answer)" : ""),
        dollars(input.gapAtLow()),
        dollars(input.gapAtHigh()));
  }

  private static List<String> row(Sensitivity input) {
    return List.of(
        input.input(),
        value(input, input.low()),
        value(input, input.high()),
        Amounts.dollars(input.gapAtLow()) + " to " + Amounts.dollars(input.gapAtHigh()),
        input.flipsAt().toOptional().map(at -> value(input, at)).orElse("never"),
        input.flag());
  }

  private static String value(Sensitivity input, Ratio value) {
    return "%s %s".formatted(value.decimal(2).stripTrailingZeros().toPlainString(), input.unit());
  }

  private void odds(Odds odds) {
    html.section("How sure", "chart");
    html.element(
        "p",
        "Own GPUs (%s) are cheaper than %s over the next %d months with odds of %s."
            .formatted(odds.own(), odds.api(), Odds.MONTHS, odds.percent()));
    html.element(
        "p",
        ("Over the error of the speed, prices %s %% either way, and a volume between one part in %s"
                + " and %s times.")
            .formatted(
                Odds.PRICE_SPREAD.times(100).decimal(0),
                odds.volumeSpread().decimal(0),
                odds.volumeSpread().decimal(0)));
    answers.payback().flatMap(AnswersSections::payback).ifPresent(text -> html.element("p", text));
    answers.warnings().forEach(text -> html.element("p", text));
    html.close("section").line();
  }

  private static Optional<String> payback(Payback payback) {
    return payback
        .months()
        .toOptional()
        .filter(_ -> payback.once().nanos() > 0)
        .map(
            months ->
                "%s paid once come back in %s months, by %s a month."
                    .formatted(
                        Amounts.dollars(payback.once()),
                        months.decimal(1),
                        Amounts.dollars(payback.saving())));
  }

  private static double dollars(Usd usd) {
    return usd.nanos() / NANOS;
  }
}
