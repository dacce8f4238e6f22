package dev.breakeven.core.routing;

import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.serving.ServingEngine;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a gateway obeys: where requests go first, when they go on, and what is allowed at all.
///
/// `targets` are in the order of preference: a request goes to the first that takes it. `verdict`,
/// `at` and `catalogAsOf` say which plan it comes from, and at which prices. Nothing outside
/// `allowed` is ever called, on retry and fallback either. `leftOut` says, for people, what the
/// plan counted with and no gateway does by itself.
public record RoutingPolicy(
    String verdict,
    Instant at,
    LocalDate catalogAsOf,
    List<Target> targets,
    Allowed allowed,
    List<String> leftOut) {
  /// That leaves out nothing.
  public RoutingPolicy(
      String verdict, Instant at, LocalDate catalogAsOf, List<Target> targets, Allowed allowed) {
    this(verdict, at, catalogAsOf, targets, allowed, List.of());
  }

  public RoutingPolicy {
    targets = List.copyOf(targets);
    leftOut = List.copyOf(leftOut);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets: none (expected: at least one)");
    }
    List<String> ids = targets.stream().map(Target::id).toList();
    if (new TreeSet<>(ids).size() < ids.size()) {
      throw new IllegalArgumentException("targets: two are called the same in " + ids);
    }
    if (targets.getLast() instanceof Pool pool && pool.spill().isPresent()) {
      throw new IllegalArgumentException(
          "targets: " + pool.id() + " spills and nothing follows it (expected: another target)");
    }
  }

  /// Somewhere a request can go.
  public sealed interface Target {
    String id();

    ModelId model();

    MarginalPrice marginalPrice();
  }

  /// Own replicas. With `spill` what would wait too long goes on to the next target.
  public record Pool(
      String id, ModelId model, Replica replica, long replicas, Optional<SpillRule> spill)
      implements Target {
    public Pool {
      if (replicas < 1) {
        throw new IllegalArgumentException("replicas: " + replicas + " (expected: at least 1)");
      }
    }

    @Override
    public MarginalPrice marginalPrice() {
      return MarginalPrice.FREE_WHILE_IDLE;
    }
  }

  /// The settings that the plan computed a replica with; another engine answers otherwise.
  public record Replica(
      ServingEngine engine,
      String precision,
      String gpu,
      int tensorParallel,
      int maxNumSeqs,
      int maxNumBatchedTokens,
      String gpuMemoryUtilization) {}

  /// A hosted model; `priceVersion` is the row that the plan priced it by.
  public record Api(String id, ModelId model, ProviderId provider, String priceVersion)
      implements Target {
    @Override
    public MarginalPrice marginalPrice() {
      return MarginalPrice.BY_TOKEN;
    }
  }

  /// What one more request costs at a target.
  public enum MarginalPrice {
    /// Nothing as long as a rented replica has room: its rent is paid in any case.
    FREE_WHILE_IDLE("free-while-idle"),
    /// The list price of its tokens.
    BY_TOKEN("by-token");

    private final String key;

    MarginalPrice(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }

  /// Providers and regions; an empty set of regions allows every region.
  public record Allowed(Set<String> providers, Set<String> regions) {
    public Allowed {
      providers = Set.copyOf(providers);
      regions = Set.copyOf(regions);
    }
  }
}
