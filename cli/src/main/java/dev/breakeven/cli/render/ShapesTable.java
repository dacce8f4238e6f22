package dev.breakeven.cli.render;

import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.workload.Shape;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The same volume under every shape: what the choice of a shape changes.
public final class ShapesTable {
  private ShapesTable() {}

  /// Prints nothing without plans.
  public static void print(Map<Shape, Plan> plans, PrintWriter out) {
    if (plans.isEmpty()) {
      return;
    }
    Wrap.print(
        out,
        "The same volume in other shapes, API and own GPUs: "
            + plans.entrySet().stream()
                .map(entry -> each(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; ")),
        "  ");
  }

  private static String each(Shape shape, Plan plan) {
    return "%s %s, %s"
        .formatted(
            shape.key(),
            cost(cheapest(plan.ladder(), Option.Hosted.class)),
            cost(cheapest(plan.ladder(), Option.Own.class)));
  }

  private static Optional<Option> cheapest(List<Option> ladder, Class<? extends Option> kind) {
    return ladder.stream()
        .filter(kind::isInstance)
        .filter(option -> option.monthly().isPresent())
        .findFirst();
  }

  private static String cost(Optional<Option> option) {
    return option
        .map(found -> Amounts.dollars(found.monthly().orElseThrow().value()))
        .orElse("none");
  }
}
