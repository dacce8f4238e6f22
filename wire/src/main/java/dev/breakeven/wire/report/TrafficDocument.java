package dev.breakeven.wire.report;

import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Traffic;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.TraceStatistics;

/// The `traffic` object of a plan.
final class TrafficDocument {
  private TrafficDocument() {}

  static void content(JsonOut json, Plan plan, TraceStatistics statistics) {
    Traffic traffic = plan.request().traffic();
    Provenance provenance = traffic.trace().provenance();
    json.text(
        "provenance",
        switch (provenance) {
          case Provenance.Observed _ -> "observed";
          case Provenance.AssumedShape _ -> "assumed shape";
          case Provenance.Shaped _ -> "shaped";
          case Provenance.Sample _ -> "sample";
        });
    json.text("source", provenance.describe());
    shaping(json, provenance);
    json.number("requests", (long) statistics.requests());
    json.number("period_seconds", Ratio.of(traffic.trace().periodNanos(), 1_000_000_000L));
    ratio(json, "requests_per_second", statistics.requestsPerSecond());
    json.object("input_tokens", _ -> lengths(json, statistics.input()));
    json.object("output_tokens", _ -> lengths(json, statistics.output()));
    ratio(json, "interarrival_cv", statistics.arrivals().gapVariation());
    ratio(json, "peak_to_mean_second", statistics.arrivals().peakToMeanSecond());
    ratio(json, "peak_to_mean_minute", statistics.arrivals().peakToMeanMinute());
    ratio(json, "dispersion_second", statistics.arrivals().dispersionSecond());
    ratio(json, "dispersion_10_seconds", statistics.arrivals().dispersionTenSeconds());
    ratio(json, "dispersion_minute", statistics.arrivals().dispersionMinute());
    ratio(json, "prefix_reuse", statistics.prefixReuse());
    json.number("scale", traffic.scale());
    json.object(
        "tokens_per_month",
        _ ->
            json.number("input", traffic.inputPerMonth().count())
                .number("output", traffic.outputPerMonth().count())
                .number("total", traffic.tokensPerMonth().count()));
    json.known(
        "extrapolation",
        statistics.month(),
        month -> json.text("extrapolation", month.statement()));
  }

  /// How the traffic was shaped, null for what is as it came.
  static void shaping(JsonOut json, Provenance provenance) {
    json.optional("shaping", provenance.shaping(), text -> json.text("shaping", text));
  }

  private static void ratio(JsonOut json, String key, Knowable<Ratio> value) {
    json.known(key, value, known -> json.number(key, known));
  }

  private static void lengths(JsonOut json, TraceStatistics.Lengths lengths) {
    json.number("mean", lengths.mean())
        .number("p50", (long) lengths.p50())
        .number("p95", (long) lengths.p95())
        .number("p99", (long) lengths.p99())
        .number("max", (long) lengths.max());
  }
}
