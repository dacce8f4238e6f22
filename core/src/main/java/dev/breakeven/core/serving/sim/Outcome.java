package dev.breakeven.core.serving.sim;

import java.util.List;

/// What a cluster made of a trace.
///
/// `elapsedPicos` is the period of the trace, or until the last token when that came later.
/// `busyShare` is the share of it, over all replicas, in which a step was running, however small
/// its
/// batch. `utilization` is the share of what full replicas would have served in that time, which
/// the closed form gives at the trace's mean lengths, and no more than `busyShare`. Latencies are
/// those of requests served by the cluster; what an API makes of spilled ones is not known here.
public record Outcome(
    Counts counts,
    long engineSteps,
    long outputTokens,
    long elapsedPicos,
    double utilization,
    double busyShare,
    double prefixHitShare,
    Latency ttft,
    Latency tpot,
    MinuteSeries series,
    List<Refusal> refusals,
    List<String> notes) {
  public Outcome {
    refusals = List.copyOf(refusals);
    notes = List.copyOf(notes);
  }

  /// Requests of the trace, and what became of them: served + spilled + refused.
  public record Counts(
      int requests, int served, int spilled, int refused, long preemptions, int replicas) {}

  /// Requests that no replica could ever serve.
  public record Refusal(String reason, int requests) {}

  public double outputTokensPerSecond() {
    return elapsedPicos == 0 ? 0 : outputTokens / (elapsedPicos / 1e12);
  }
}
