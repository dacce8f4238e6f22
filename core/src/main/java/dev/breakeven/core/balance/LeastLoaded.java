package dev.breakeven.core.balance;

/// The replica with the fewest outstanding requests of those that take any, the first of equals.
final class LeastLoaded implements Balancer {
  @Override
  public int choose(ReplicaLoads loads, PromptPrefix prefix) {
    return of(loads);
  }

  @Override
  public void sent(int replica, PromptPrefix prefix) {}

  static int of(ReplicaLoads loads) {
    int chosen = -1;
    int least = 0;
    for (int replica = 0; replica < loads.replicas(); replica++) {
      int load = loads.outstanding(replica);
      if (loads.takes(replica) && (chosen < 0 || load < least)) {
        least = load;
        chosen = replica;
      }
    }
    return chosen;
  }
}
