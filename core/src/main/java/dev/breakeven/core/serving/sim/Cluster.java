package dev.breakeven.core.serving.sim;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.SpillRule;
import java.util.Optional;

/// Identical replicas behind a balancer, and what goes to an API instead.
///
/// `replicas` are always on, at least one unless others on demand take any request; more may be
/// rented on demand. While none takes requests, they wait or,
/// with a spill rule, go to the API.
///
/// Where the trace knows sessions, a turn comes `thinkPicos` after the end of the one before it
/// when the trace has it earlier.
public record Cluster(
    Engine engine,
    int replicas,
    BalancePolicy balance,
    Admission admission,
    Optional<SpillRule> spill,
    long thinkPicos,
    Optional<OnDemand> onDemand,
    Optional<Deferral> deferral) {
  public Cluster {
    if (thinkPicos < 0) {
      throw new IllegalArgumentException("think time: negative (expected: at least 0)");
    }
    boolean othersTakeAny = onDemand.isPresent() && !onDemand.get().onlyDeferrable();
    if (replicas < (othersTakeAny ? 0 : 1) || replicas > 10_000) {
      throw new IllegalArgumentException("replicas: " + replicas + " (expected: 1 to 10,000)");
    }
  }

  /// Nothing on demand, nothing that can wait.
  public Cluster(
      Engine engine,
      int replicas,
      BalancePolicy balance,
      Admission admission,
      Optional<SpillRule> spill,
      long thinkPicos) {
    this(
        engine,
        replicas,
        balance,
        admission,
        spill,
        thinkPicos,
        Optional.empty(),
        Optional.empty());
  }

  /// Replicas behind the least-loaded policy, first come first served, nothing spilled.
  public static Cluster of(Engine engine, int replicas) {
    return new Cluster(
        engine, replicas, BalancePolicy.LEAST_LOADED, Admission.FCFS, Optional.empty(), 0);
  }

  /// `always` replicas always on, and what is rented beside them.
  public Cluster with(int always, OnDemand rented) {
    return new Cluster(
        engine, always, balance, admission, spill, thinkPicos, Optional.of(rented), deferral);
  }

  public Cluster with(Deferral waiting) {
    return new Cluster(
        engine, replicas, balance, admission, spill, thinkPicos, onDemand, Optional.of(waiting));
  }
}
