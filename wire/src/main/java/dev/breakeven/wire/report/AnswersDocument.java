package dev.breakeven.wire.report;

import dev.breakeven.core.plan.Answers;
import dev.breakeven.core.plan.Miss;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Relaxation;

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
    json.none("sensitivity");
    json.none("probability_self_host_cheaper");
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
