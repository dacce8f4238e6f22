package dev.breakeven.wire.report;

import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.serving.sim.Cluster;
import dev.breakeven.core.serving.sim.Latency;
import dev.breakeven.core.serving.sim.MinuteSeries;
import dev.breakeven.core.serving.sim.Outcome;
import dev.breakeven.core.workload.Provenance;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/// The JSON of `lab simulate`, and its minutes as CSV.
public final class SimulationDocument {
  private SimulationDocument() {}

  /// `wallSeconds` is what the simulation itself took.
  public static void write(
      StepModel model,
      Cluster cluster,
      Provenance traffic,
      Outcome outcome,
      double wallSeconds,
      Writer out) {
    JsonOut.write(
        out,
        json -> {
          json.text("deployment", model.deployment().toString());
          json.number("replicas", (long) outcome.counts().replicas());
          json.text("policy", cluster.balance().key());
          json.text("traffic", traffic.describe());
          TrafficDocument.shaping(json, traffic);
          fates(json, outcome);
          json.number("engine_steps", outcome.engineSteps());
          json.number("wall_seconds", wallSeconds);
          json.object("ttft_ms", _ -> latency(json, outcome.ttft()));
          json.object("tpot_ms", _ -> latency(json, outcome.tpot()));
          json.number("output_tokens", outcome.outputTokens());
          json.number("output_tok_s", outcome.outputTokensPerSecond());
          json.number("elapsed_seconds", outcome.elapsedPicos() / 1e12);
          json.number("utilization", outcome.utilization());
          json.number("busy_share", outcome.busyShare());
          json.number("preemptions", outcome.counts().preemptions());
          json.number("prefix_hit_share", outcome.prefixHitShare());
          elastic(json, cluster, outcome);
          json.number("minutes", (long) outcome.series().minutes());
          json.object(
              "band",
              _ ->
                  json.number("median_error", model.constants().medianError())
                      .number("p90_error", model.constants().p90Error()));
          json.text("calibration", model.constants().name());
          json.texts("notes", outcome.notes());
        });
  }

  /// What became of the requests.
  private static void fates(JsonOut json, Outcome outcome) {
    Outcome.Counts counts = outcome.counts();
    json.number("requests", (long) counts.requests());
    json.number("served", (long) counts.served());
    json.number("spilled", (long) counts.spilled());
    json.number("refused", (long) counts.refused());
    json.array(
        "refusals",
        outcome.refusals(),
        refusal ->
            json.text("reason", refusal.reason()).number("requests", (long) refusal.requests()));
  }

  /// What was rented and what waited; null where nothing could be.
  private static void elastic(JsonOut json, Cluster cluster, Outcome outcome) {
    Outcome.Rental rental = outcome.rental();
    json.number("paid_replica_seconds", rental.alwaysNanos() / 1e9 + rental.onDemandNanos() / 1e9);
    json.optional(
        "on_demand",
        cluster.onDemand(),
        rented ->
            json.object(
                "on_demand",
                _ ->
                    json.number("max_replicas", (long) rented.scale().max())
                        .number("paid_replica_seconds", rental.onDemandNanos() / 1e9)
                        .number("starts", rental.starts())
                        .number("interruptions", rental.interruptions())
                        .number("lost_prompt_tokens", rental.lostPromptTokens())
                        .number("lost_output_tokens", rental.lostOutputTokens())));
    Outcome.Deferred deferred = outcome.deferred();
    json.optional(
        "deferrable",
        cluster.deferral(),
        _ ->
            json.object(
                "deferrable",
                _ ->
                    json.number("requests", (long) deferred.requests())
                        .number("served", (long) deferred.served())
                        .number("late", (long) deferred.late())
                        .number("batch_tier", (long) deferred.batched())));
  }

  private static void latency(JsonOut json, Latency latency) {
    for (int percent : new int[] {50, 95, 99}) {
      String key = "p" + percent;
      json.known(key, latency.seconds(percent), value -> json.number(key, value * 1e3));
    }
    json.number("samples", latency.samples());
  }

  /// One line a minute, heading first.
  public static void writeSeries(MinuteSeries series, PrintWriter out) {
    out.print(
        "minute,arrivals,spilled,output_tokens,busy_share,running,waiting,kv_use,replicas,deferred\n");
    for (int i = 0; i < series.minutes(); i++) {
      MinuteSeries.Minute minute = series.minute(i);
      out.print(
          String.format(
              Locale.ROOT,
              "%d,%d,%d,%d,%.6f,%d,%d,%.6f,%d,%d\n",
              minute.minute(),
              minute.arrivals(),
              minute.spilled(),
              minute.outputTokens(),
              minute.busyShare(),
              minute.running(),
              minute.waiting(),
              minute.kvUse(),
              minute.replicas(),
              minute.deferred()));
    }
  }
}
