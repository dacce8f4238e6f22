package dev.breakeven.core.balance;

/// The replica with the fewest outstanding requests, the first of equals.
final class LeastLoaded implements Balancer {
  @Override
  public int choose(ReplicaLoads loads, PromptPrefix prefix) {
    return of(loads);
  }

  @Override
  public void sent(int replica, PromptPrefix prefix) {}

  static int of(ReplicaLoads loads) {
    int chosen = 0;
    int least = loads.outstanding(0);
    for (int replica = 1; replica < loads.replicas(); replica++) {
      int load = loads.outstanding(replica);
      if (load < least) {
        least = load;
        chosen = replica;
      }
    }
    return chosen;
  }
}
