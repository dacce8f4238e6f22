package dev.breakeven.core.balance;

/// What a balancer may know of the replicas: only what stands in front of them can see too.
public interface ReplicaLoads {
  int replicas();

  /// False while `replica` is off, starting or draining. At least one takes requests whenever a
  /// balancer is asked.
  default boolean takes(int replica) {
    return true;
  }

  /// Requests that were sent to `replica` and have not ended, waiting ones included.
  int outstanding(int replica);

  /// Prompt tokens of those that still wait for their first token.
  long queuedPromptTokens(int replica);

  /// The replica with the fewest outstanding requests of those that take any, the first of equals.
  /// Whoever keeps them in order can answer quicker than by looking at each.
  default int leastLoaded() {
    int chosen = -1;
    int least = 0;
    for (int replica = 0; replica < replicas(); replica++) {
      int load = outstanding(replica);
      if (takes(replica) && (chosen < 0 || load < least)) {
        least = load;
        chosen = replica;
      }
    }
    return chosen;
  }
}
