package dev.breakeven.core.plan;

import dev.breakeven.core.units.Usd;
import java.util.List;

/// A cost of owning that the plan has no line for unless somebody states it: `amount` every month,
/// or `once` and then spread over the months of the set-up.
public record ExtraCost(String name, Usd amount, boolean once) {
  /// What articles and users name and nobody can put a number on but the user; nothing by default.
  public static final List<String> USUAL =
      List.of("migration", "fine-tuning", "compliance", "egress", "updates");

  public ExtraCost {
    if (name.isBlank() || amount.nanos() < 0) {
      throw new IllegalArgumentException(
          "cost: '%s' of %s (expected: a name, and not under 0)".formatted(name, amount));
    }
  }
}
