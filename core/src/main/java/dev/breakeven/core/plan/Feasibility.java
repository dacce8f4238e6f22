package dev.breakeven.core.plan;

import java.util.List;
import java.util.stream.Collectors;

/// Whether an option meets every constraint. Unknown is not feasible.
public sealed interface Feasibility {
  String why();

  record Feasible(String why) implements Feasibility {}

  /// Breaks each of `misses`.
  record Infeasible(List<Miss> misses) implements Feasibility {
    public Infeasible {
      misses = List.copyOf(misses);
    }

    @Override
    public String why() {
      return misses.stream().map(Miss::why).collect(Collectors.joining("; "));
    }
  }

  record Unknown(String why) implements Feasibility {}

  /// Infeasible by the first of these that is not empty, else unknown, else feasible by `why`.
  static Feasibility of(List<Miss> misses, List<String> doubts, String why) {
    if (!misses.isEmpty()) {
      return new Infeasible(misses);
    }
    return doubts.isEmpty() ? new Feasible(why) : new Unknown(String.join("; ", doubts));
  }

  /// Infeasible as the SLO is missed, by `why`.
  static Feasibility missed(String why) {
    return new Infeasible(List.of(Miss.of("--slo", why)));
  }

  default boolean isFeasible() {
    return this instanceof Feasible;
  }

  default boolean isRejected() {
    return this instanceof Infeasible;
  }
}
