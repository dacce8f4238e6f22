package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;
import java.util.ArrayList;
import java.util.List;

/// Adds up a finished run.
///
/// Latencies leave out warm-up and drain, the requests that arrive in the first and the last
/// twentieth of the trace, unless fewer than 100 served requests would be left.
final class Summary {
  private static final int FEW = 100;
  private static final int MARGIN = 20;

  private final Trace trace;
  private final Cluster cluster;
  private final Simulator run;
  private final Requests requests;
  private final List<String> notes = new ArrayList<>();
  private final boolean trimmed;

  Summary(Trace trace, Cluster cluster, Simulator run) {
    this.trace = trace;
    this.cluster = cluster;
    this.run = run;
    requests = run.requests();
    trimmed = measured(true) >= FEW;
  }

  /// True when `request` was served and is in the percentiles.
  boolean counts(int request) {
    return counts(request, trimmed);
  }

  Outcome outcome(long lastEvent) {
    long steps = 0;
    Replica.Counters sum = new Replica.Counters();
    for (Replica replica : run.replicas()) {
      steps += replica.engineSteps();
      sum.add(replica.counters());
    }
    int[] fates = fates();
    int refused = fates[2] + fates[3] + fates[4] + fates[5];
    long elapsed = Math.max(lastEvent, trace.periodNanos() * 1_000);
    if (!trimmed && fates[0] > 0) {
      notes.add("percentiles include warm-up and drain: the trace is too short to leave them out");
    }
    if (fates[1] > 0) {
      notes.add("latencies of spilled requests are the API's and are not in here");
    }
    Latency ttft = ttft();
    Latency tpot = tpot();
    doubt("ttft", ttft);
    doubt("tpot", tpot);
    double busy = elapsed == 0 ? 0 : (double) sum.busyPicos / cluster.replicas() / elapsed;
    return new Outcome(
        new Outcome.Counts(
            trace.size(), fates[0], fates[1], refused, sum.preemptions, cluster.replicas()),
        steps,
        sum.outputTokens,
        elapsed,
        elapsed == 0 ? 0 : Math.min(busy, load(fates[0], sum, elapsed)),
        busy,
        sum.hitShare(),
        ttft,
        tpot,
        run.series(),
        refusals(fates),
        notes);
  }

  /// Requests served over those that full replicas would have served, by the closed form for the
  /// mean request with the share of its prompt that was read.
  private double load(int served, Replica.Counters sum, long elapsed) {
    MeanRequest mean =
        MeanRequest.of(trace, i -> requests.finish[i] > 0).reading(1 - sum.hitShare());
    long each = cluster.engine().capacity(mean).completionPicos();
    return (double) served * each / cluster.replicas() / elapsed;
  }

  /// Requests by what became of them; the index is minus the mark in `finish`, 0 for served.
  private int[] fates() {
    int[] fates = new int[6];
    for (long finish : requests.finish) {
      fates[finish > 0 ? 0 : (int) -finish]++;
    }
    return fates;
  }

  private List<Outcome.Refusal> refusals(int[] fates) {
    String[] reasons = {
      "",
      "",
      "no output tokens",
      "no prompt tokens",
      "longer than the context of %,d tokens".formatted(cluster.engine().maxContext()),
      "longer than the KV cache"
    };
    List<Outcome.Refusal> refusals = new ArrayList<>();
    for (int fate = 2; fate < fates.length; fate++) {
      if (fates[fate] > 0) {
        refusals.add(new Outcome.Refusal(reasons[fate], fates[fate]));
      }
    }
    return refusals;
  }

  private boolean counts(int request, boolean trimmed) {
    if (requests.finish[request] <= 0) {
      return false;
    }
    long margin = trimmed ? trace.spanNanos() / MARGIN : 0;
    long arrival = trace.arrivalNanos(request);
    return arrival >= margin && arrival <= trace.spanNanos() - margin;
  }

  private int measured(boolean trimmed) {
    int count = 0;
    for (int i = 0; i < trace.size(); i++) {
      count += counts(i, trimmed) ? 1 : 0;
    }
    return count;
  }

  private Latency ttft() {
    long[] values = new long[trace.size()];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (counts(i)) {
        values[count++] = requests.firstToken[i] - requests.camePicos(i);
      }
    }
    return Latency.of(values, count);
  }

  /// Time a token after the first, of requests that have more than one.
  private Latency tpot() {
    long[] values = new long[trace.size()];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      int after = trace.outputTokens(i) - 1;
      if (after > 0 && counts(i)) {
        values[count++] = (requests.finish[i] - requests.firstToken[i]) / after;
      }
    }
    return Latency.of(values, count);
  }

  private void doubt(String what, Latency latency) {
    for (int percent : new int[] {95, 99}) {
      if (latency.samples() > 0 && latency.shaky(percent)) {
        notes.add(
            "%s p%d rests on %,d requests: fewer than ten lie beyond it"
                .formatted(what, percent, latency.samples()));
        return;
      }
    }
  }
}
