package dev.breakeven.core.plan;

import dev.breakeven.core.units.Figure;
import java.util.LinkedHashMap;
import java.util.Map;

/// The figures of a plan that can say how they came about, by name.
public final class Explanation {
  private Explanation() {}

  /// `recommended`, then the monthly cost of every priced option under the option's name.
  public static Map<String, Figure<?>> of(Plan plan) {
    Map<String, Figure<?>> figures = new LinkedHashMap<>();
    plan.verdict()
        .recommended()
        .flatMap(Option::monthly)
        .ifPresent(figure -> figures.put("recommended", figure));
    for (Option option : plan.options()) {
      option.monthly().ifPresent(figure -> figures.put(option.name(), figure));
    }
    return figures;
  }
}
