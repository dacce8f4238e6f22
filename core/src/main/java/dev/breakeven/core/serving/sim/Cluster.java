package dev.breakeven.core.serving.sim;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.SpillRule;
import java.util.Optional;

/// Identical replicas behind a balancer, and what goes to an API instead.
///
/// Where the trace knows sessions, a turn comes `thinkPicos` after the end of the one before it
/// when
/// the trace has it earlier.
public record Cluster(
    Engine engine,
    int replicas,
    BalancePolicy balance,
    Admission admission,
    Optional<SpillRule> spill,
    long thinkPicos) {
  public Cluster {
    if (thinkPicos < 0) {
      throw new IllegalArgumentException("think time: negative (expected: at least 0)");
    }
    if (replicas < 1 || replicas > 10_000) {
      throw new IllegalArgumentException("replicas: " + replicas + " (expected: 1 to 10,000)");
    }
  }

  /// Replicas behind the least-loaded policy, first come first served, nothing spilled.
  public static Cluster of(Engine engine, int replicas) {
    return new Cluster(
        engine, replicas, BalancePolicy.LEAST_LOADED, Admission.FCFS, Optional.empty(), 0);
  }
}
