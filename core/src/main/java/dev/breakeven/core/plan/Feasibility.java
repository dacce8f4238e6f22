package dev.breakeven.core.plan;

/// Whether an option meets every constraint. Unknown is not feasible.
public sealed interface Feasibility {
  String why();

  record Feasible(String why) implements Feasibility {}

  record Infeasible(String why) implements Feasibility {}

  record Unknown(String why) implements Feasibility {}

  default boolean isFeasible() {
    return this instanceof Feasible;
  }

  default boolean isRejected() {
    return this instanceof Infeasible;
  }
}
