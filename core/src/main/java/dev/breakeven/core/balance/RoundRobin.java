package dev.breakeven.core.balance;

/// One replica after the other of those that take requests.
final class RoundRobin implements Balancer {
  private int next;

  @Override
  public int choose(ReplicaLoads loads, PromptPrefix prefix) {
    int chosen = next < loads.replicas() ? next : 0;
    while (!loads.takes(chosen)) {
      chosen = chosen + 1 < loads.replicas() ? chosen + 1 : 0;
    }
    next = chosen + 1;
    return chosen;
  }

  @Override
  public void sent(int replica, PromptPrefix prefix) {}
}
