package dev.breakeven.core.balance;

/// Chooses a replica for each request. Keeps state between requests; not thread-safe.
public sealed interface Balancer permits RoundRobin, LeastLoaded, PrefixAffine {
  /// The replica for a request, an index below `loads.replicas()`.
  int choose(ReplicaLoads loads, PromptPrefix prefix);

  /// The request went to `replica`; one that was spilled is not told.
  void sent(int replica, PromptPrefix prefix);
}
