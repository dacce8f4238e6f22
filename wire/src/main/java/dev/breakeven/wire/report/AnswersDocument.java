package dev.breakeven.wire.report;

import dev.breakeven.core.plan.Answers;
import dev.breakeven.core.plan.Miss;
import dev.breakeven.core.plan.Odds;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Relaxation;
import dev.breakeven.core.plan.Sensitivity;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// The keys of `plan` that say how far to trust it, and what would change it.
final class AnswersDocument {
  private final Answers answers;
  private final JsonOut json;

  AnswersDocument(Plan plan, JsonOut json) {
    this.answers = plan.answers();
    this.json = json;
  }

  void content() {
    json.texts("warnings", answers.warnings());
    json.array("relaxations", answers.relaxations(), this::relaxation);
    json.array("sensitivity", answers.sensitivity(), this::bar);
    json.optional(
        "probability_self_host_cheaper",
        answers.odds(),
        odds -> json.number("probability_self_host_cheaper", odds.probability()));
    json.optional("odds", answers.odds(), odds -> json.object("odds", _ -> odds(odds)));
  }

  private void bar(Sensitivity bar) {
    json.text("input", bar.input()).text("flag", bar.flag()).text("unit", bar.unit());
    json.number("low", bar.low()).number("base", bar.base()).number("high", bar.high());
    json.text("range", bar.range());
    money("gap_usd", bar.gap());
    money("gap_at_low_usd", bar.gapAtLow());
    money("gap_at_high_usd", bar.gapAtHigh());
    json.flag("flips", bar.flips());
    switch (bar.flipsAt()) {
      case Attainable.At<Ratio>(Ratio value) -> json.number("flips_at", value).none("never");
      case Attainable.Never<Ratio>(String reason) -> json.none("flips_at").text("never", reason);
    }
  }

  private void odds(Odds odds) {
    json.text("own", odds.own()).text("api", odds.api());
    json.number("months", Odds.MONTHS);
    json.number("price_spread", Odds.PRICE_SPREAD);
    json.number("volume_spread", odds.volumeSpread());
  }

  private void money(String key, Usd usd) {
    json.decimal(key, usd.dollars().decimal(9));
  }

  private void relaxation(Relaxation relaxation) {
    json.texts("constraints", relaxation.constraints());
    json.text("option", relaxation.option());
    json.optional(
        "monthly_usd",
        relaxation.monthly(),
        usd -> json.decimal("monthly_usd", usd.dollars().decimal(9)));
    json.array("misses", relaxation.misses(), this::miss);
  }

  private void miss(Miss miss) {
    json.text("constraint", miss.constraint());
    json.text("why", miss.why());
    json.optional("times_the_limit", miss.times(), times -> json.number("times_the_limit", times));
    json.text("remedy", miss.remedy());
  }
}
