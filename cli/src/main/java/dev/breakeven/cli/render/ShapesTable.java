package dev.breakeven.cli.render;

import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.report.Amounts;
import dev.breakeven.core.workload.Shape;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The same volume under every shape: what the choice of a shape changes.
public final class ShapesTable {
  private ShapesTable() {}

  /// Prints nothing without plans.
  public static void print(Map<Shape, Plan> plans, PrintWriter out) {
    if (plans.isEmpty()) {
      return;
    }
    TextTable table = new TextTable("same volume", ">USD/month", "API", ">USD/month", "own GPUs");
    plans.forEach(
        (shape, plan) -> {
          Optional<Option> api = cheapest(plan.ladder(), Option.Hosted.class);
          Optional<Option> own = cheapest(plan.ladder(), Option.Own.class);
          table.row(
              shape.key(),
              cost(api),
              text(api, Option::label),
              cost(own),
              text(own, Option::label));
        });
    out.println();
    table.lines().forEach(out::println);
  }

  private static Optional<Option> cheapest(List<Option> ladder, Class<? extends Option> kind) {
    return ladder.stream()
        .filter(kind::isInstance)
        .filter(option -> option.monthly().isPresent())
        .findFirst();
  }

  private static String cost(Optional<Option> option) {
    return text(option, found -> Amounts.dollars(found.monthly().orElseThrow().value()));
  }

  private static String text(Optional<Option> option, Function<Option, String> part) {
    return option.map(part).orElse("-");
  }
}
