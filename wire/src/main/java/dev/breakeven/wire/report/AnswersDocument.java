package dev.breakeven.wire.report;

import dev.breakeven.core.plan.Answers;
import dev.breakeven.core.plan.ApiCostStack;
import dev.breakeven.core.plan.Curve;
import dev.breakeven.core.plan.Miss;
import dev.breakeven.core.plan.Odds;
import dev.breakeven.core.plan.Payback;
import dev.breakeven.core.plan.PerTask;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.PriceStack;
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
    json.optional(
        "payback", answers.payback(), payback -> json.object("payback", _ -> payback(payback)));
    json.array("curves", answers.curves(), this::curve);
    json.array("per_resolved_task", answers.perTask(), this::perTask);
    json.optional(
        "api_cost_stack",
        answers.priceStack(),
        stack -> json.object("api_cost_stack", _ -> stack(stack)));
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

  private void payback(Payback payback) {
    money("once_usd", payback.once());
    money("saving_monthly_usd", payback.saving());
    switch (payback.months()) {
      case Attainable.At<Ratio>(Ratio value) -> json.number("months", value).none("never");
      case Attainable.Never<Ratio>(String reason) -> json.none("months").text("never", reason);
    }
  }

  private void curve(Curve curve) {
    json.text("name", curve.name()).text("x", curve.x()).text("y", curve.y());
    json.number("planned", curve.planned());
    json.array(
        "points",
        curve.points(),
        point -> json.number("x", point.x()).number("own", point.own()).number("api", point.api()));
  }

  private void perTask(PerTask task) {
    json.text("option", task.option()).number("resolved", task.resolution().share());
    money("usd_per_task", task.perTask());
    json.optional(
        "usd_per_resolved_task",
        task.perResolved().toOptional(),
        usd -> money("usd_per_resolved_task", usd));
    json.optional(
        "escalated",
        task.escalated(),
        more ->
            json.object(
                "escalated",
                _ -> {
                  json.text("to", more.to()).number("resolved", more.resolution().share());
                  money("usd_per_task", more.perTask());
                  money("usd_per_resolved_task", more.perResolved());
                }));
  }

  private void stack(PriceStack stack) {
    json.text("own", stack.own());
    json.array("lean", stack.lean().layers(), this::layer);
    json.array("rich", stack.rich().layers(), this::layer);
    json.optional(
        "hosted_usd_per_mtok",
        stack.hosted(),
        price -> json.number("hosted_usd_per_mtok", price.dollars()));
    json.optional("implied_factor", stack.implied(), times -> json.number("implied_factor", times));
  }

  private void layer(ApiCostStack.Layer layer) {
    json.text("layer", layer.name()).number("factor", layer.factor());
    json.number("usd_per_mtok", layer.upToHere().dollars());
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
