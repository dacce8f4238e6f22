package dev.breakeven.core.balance;

import java.util.Locale;
import java.util.Optional;

/// How requests are spread over replicas.
public enum BalancePolicy {
  /// One after the other.
  ROUND_ROBIN,
  /// The fewest outstanding requests; the first such replica.
  LEAST_LOADED,
  /// The replica that was sent the longest part of this prompt, unless it is overloaded.
  PREFIX_AFFINE;

  /// A balancer of this policy that has seen nothing yet.
  public Balancer start() {
    return switch (this) {
      case ROUND_ROBIN -> new RoundRobin();
      case LEAST_LOADED -> new LeastLoaded();
      case PREFIX_AFFINE -> new PrefixAffine();
    };
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<BalancePolicy> ofKey(String key) {
    for (BalancePolicy policy : values()) {
      if (policy.key().equals(key)) {
        return Optional.of(policy);
      }
    }
    return Optional.empty();
  }
}
