package dev.breakeven.cli.render;

import dev.breakeven.core.plan.Answers;
import dev.breakeven.core.plan.Plan;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/// The part of a plan's page that says what would change it, one line each.
final class AnswersPart {
  private final Plan plan;
  private final Answers answers;
  private final PrintWriter out;

  AnswersPart(Plan plan, PrintWriter out) {
    this.plan = plan;
    this.answers = plan.answers();
    this.out = out;
  }

  void print() {
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
}
