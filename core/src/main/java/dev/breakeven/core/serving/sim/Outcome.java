package dev.breakeven.core.serving.sim;

import java.util.List;

/// What a cluster made of a trace.
///
/// `elapsedPicos` is the period of the trace, or until the last token when that came later.
/// `outputTokens` leaves out what was lost with an interrupted replica and made again. `busyShare`
/// is the share of the time that replicas were on in which a step was running, however small its
/// batch. `utilization` is the share of what full replicas would have served in that time, which
/// the closed form gives at the trace's mean lengths, and no more than `busyShare`. Latencies are
/// those of requests served by the cluster that could not wait; what an API makes of others is not
/// known here.
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
    Rental rental,
    Deferred deferred,
    List<String> notes) {
  public Outcome {
    refusals = List.copyOf(refusals);
    notes = List.copyOf(notes);
  }

  /// Requests of the trace, and what became of them: served + spilled + refused, and those
  /// sent to the batch tier. `replicas` are those always on.
  public record Counts(
      int requests, int served, int spilled, int refused, long preemptions, int replicas) {}

  /// Replica-nanoseconds to be paid, of those always on and of those on demand, and how many were
  /// started during the trace. `lost` tokens are what interrupted replicas had: prompt tokens in
  /// their memory and output tokens made, of requests that had not ended.
  public record Rental(
      long alwaysNanos,
      long onDemandNanos,
      long starts,
      long interruptions,
      long lostPromptTokens,
      long lostOutputTokens) {}

  /// Requests that could wait, refused ones apart: served here, sent to the batch tier when their
  /// deadline came, and
  /// of those served the ones that ended after it.
  public record Deferred(int requests, int served, int batched, int late) {}

  /// Requests that no replica could ever serve.
  public record Refusal(String reason, int requests) {}

  public double outputTokensPerSecond() {
    return elapsedPicos == 0 ? 0 : outputTokens / (elapsedPicos / 1e12);
  }
}
