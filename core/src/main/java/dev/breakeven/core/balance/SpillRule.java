package dev.breakeven.core.balance;

/// Sends a request to an API when its replica would miss the limit on time to first token.
public record SpillRule(ReplicaCapacity capacity, long firstTokenLimitPicos) {
  /// True when the prediction for `replica` is over the limit.
  public boolean spills(ReplicaLoads loads, int replica, int promptTokens) {
    return capacity.predictedFirstTokenPicos(
            loads.outstanding(replica), loads.queuedPromptTokens(replica), promptTokens)
        > firstTokenLimitPicos;
  }
}
