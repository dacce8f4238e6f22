package dev.breakeven.cli.render;

import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.serving.sim.Cluster;
import dev.breakeven.core.serving.sim.Latency;
import dev.breakeven.core.serving.sim.MinuteSeries;
import dev.breakeven.core.serving.sim.Outcome;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.workload.Provenance;
import java.io.PrintWriter;

/// The page of `lab simulate`.
public final class SimulationPage {
  private SimulationPage() {}

  /// `wallSeconds` is what the simulation itself took.
  public static void print(
      StepModel model,
      Cluster cluster,
      Provenance traffic,
      Outcome outcome,
      double wallSeconds,
      PrintWriter out) {
    Outcome.Counts counts = outcome.counts();
    out.printf("%s × %d, %s%n", model.deployment(), counts.replicas(), cluster.balance().key());
    Wrap.print(out, "  traffic   " + traffic.describe(), "            ");
    out.printf(
        "  requests  %,d: %,d served, %,d spilled, %,d refused%n",
        counts.requests(), counts.served(), counts.spilled(), counts.refused());
    outcome
        .refusals()
        .forEach(
            refusal -> out.printf("            %,d %s%n", refusal.requests(), refusal.reason()));
    elastic(cluster, outcome, out);
    out.printf("  TTFT      %s%n", percentiles(outcome.ttft()));
    out.printf("  TPOT      %s%n", percentiles(outcome.tpot()));
    out.printf(
        "  output    %,.0f tok/s over %,.0f s%n",
        outcome.outputTokensPerSecond(), outcome.elapsedPicos() / 1e12);
    out.printf(
        "  used      %.0f %% of what full batches carry; a step ran %.1f %% of the time%n",
        outcome.utilization() * 100, outcome.busyShare() * 100);
    out.printf("  KV        %s%n", kv(outcome.series()));
    out.printf("  pre-empt  %,d times%n", counts.preemptions());
    if (outcome.prefixHitShare() > 0) {
      out.printf("  prefixes  %.1f %% of prompt tokens reused%n", outcome.prefixHitShare() * 100);
    }
    out.printf(
        "  steps     %,d engine steps, simulated in %.3f s%n", outcome.engineSteps(), wallSeconds);
    StepConstants constants = model.constants();
    out.printf(
        "  error     median %.0f %%, one in ten over %.0f %% (%s)%n",
        constants.medianError() * 100, constants.p90Error() * 100, constants.name());
    outcome.notes().forEach(note -> out.println("  note: " + note));
    model
        .deployment()
        .gpu()
        .caveat(model.deployment().precision())
        .ifPresent(caveat -> out.println("  note: " + caveat));
  }

  private static void elastic(Cluster cluster, Outcome outcome, PrintWriter out) {
    Outcome.Rental rental = outcome.rental();
    if (cluster.onDemand().isPresent()) {
      out.printf(
          "  rented    up to %,d more replicas: %,d starts, %.1f paid replica-hours beside %.1f%n",
          cluster.onDemand().get().scale().max(),
          rental.starts(),
          rental.onDemandNanos() / 3.6e12,
          rental.alwaysNanos() / 3.6e12);
    }
    if (rental.interruptions() > 0) {
      out.printf(
          "            %,d interruptions lost %,d prompt and %,d output tokens%n",
          rental.interruptions(), rental.lostPromptTokens(), rental.lostOutputTokens());
    }
    if (cluster.deferral().isPresent()) {
      Outcome.Deferred deferred = outcome.deferred();
      out.printf(
          "  can wait  %,d: %,d served (%,d late), %,d to the batch tier%n",
          deferred.requests(), deferred.served(), deferred.late(), deferred.batched());
    }
  }

  private static String percentiles(Latency latency) {
    return "p50 %s   p95 %s   p99 %s   (%,d requests)"
        .formatted(at(latency, 50), at(latency, 95), at(latency, 99), latency.samples());
  }

  private static String at(Latency latency, int percent) {
    return switch (latency.seconds(percent)) {
      case Knowable.Known<Double>(Double seconds) ->
          seconds < 0.1 ? "%.1f ms".formatted(seconds * 1e3) : Amounts.time(seconds);
      case Knowable.Unknown<Double> _ -> "unknown";
    };
  }

  private static String kv(MinuteSeries series) {
    double sum = 0;
    double most = 0;
    long queue = 0;
    for (int i = 0; i < series.minutes(); i++) {
      MinuteSeries.Minute minute = series.minute(i);
      sum += minute.kvUse();
      most = Math.max(most, minute.kvUse());
      queue = Math.max(queue, minute.waiting());
    }
    return "at the ends of minutes %.1f %% full in the mean, %.1f %% at most; queue at most %,d"
        .formatted(100 * sum / Math.max(1, series.minutes()), 100 * most, queue);
  }
}
