package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFacts;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// So few of many calls that a plan is quick, in the order of time: every second, fourth, eighth
/// and so on, which keeps the shape of days and weeks. [#each] says how many one stands for.
final class TrafficSample implements CallFacts.Sampled {
  private static final int MOST = 1 << 16;

  private final Trace.Builder builder = new Trace.Builder();
  private final long calls;
  private Instant first = Instant.EPOCH;
  private long size;

  private TrafficSample(long calls) {
    this.calls = calls;
  }

  /// Of the `calls` that there are of `models`.
  static TrafficSample of(CallFacts facts, Set<CallFacts.Sold> models, long calls) {
    long every = 1;
    while (Math.ceilDiv(calls, every) > MOST) {
      every *= 2;
    }
    TrafficSample sample = new TrafficSample(calls);
    facts.sample(models, every, sample);
    return sample;
  }

  @Override
  public void call(Instant at, long input, long output) {
    first = size == 0 ? at : first;
    size++;
    builder.add(
        Duration.ofMillis(at.toEpochMilli() - first.toEpochMilli()).toNanos(),
        (int) Math.min(input, Trace.MAX_TOKENS),
        (int) Math.min(output, Trace.MAX_TOKENS));
  }

  /// How many calls one of [#trace] stands for.
  Ratio each() {
    return Ratio.of(calls, size);
  }

  /// The calls of the sample, as all there were in `period`.
  Trace trace(Duration period) {
    return builder
        .period(period.toNanos())
        .build(new Provenance.Observed("the calls of the ledger"));
  }
}
