package dev.breakeven.core.balance;

/// The replica with the fewest outstanding requests of those that take any, the first of equals.
final class LeastLoaded implements Balancer {
  @Override
  public int choose(ReplicaLoads loads, PromptPrefix prefix) {
    return loads.leastLoaded();
  }

  @Override
  public void sent(int replica, PromptPrefix prefix) {}
}
