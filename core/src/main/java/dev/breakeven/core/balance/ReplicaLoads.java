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
}
