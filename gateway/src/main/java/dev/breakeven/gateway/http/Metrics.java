package dev.breakeven.gateway.http;

import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Upstream;

/// The counters in the text format of Prometheus.
final class Metrics {
  private final StringBuilder text = new StringBuilder();

  static String text(Configuration configuration, Counters counters) {
    Metrics metrics = new Metrics();
    metrics.one("breakeven_in_flight", "gauge", "Requests that run.", counters.inFlight.get());
    metrics.one(
        "breakeven_requests_total", "counter", "Requests that ended.", counters.requests.sum());
    metrics.one(
        "breakeven_refused_total",
        "counter",
        "Requests refused by the gateway itself.",
        counters.refused.sum());
    metrics.one(
        "breakeven_failed_total",
        "counter",
        "Requests that no upstream answered to the end.",
        counters.failed.sum());
    metrics.one(
        "breakeven_abandoned_total",
        "counter",
        "Requests whose client left.",
        counters.abandoned.sum());
    metrics.one(
        "breakeven_attempts_total", "counter", "Calls to upstreams.", counters.attempts.sum());
    metrics.one(
        "breakeven_failed_attempts_total",
        "counter",
        "Calls to upstreams that failed.",
        counters.failedAttempts.sum());
    metrics.one(
        "breakeven_spilled_total",
        "counter",
        "Requests sent on because an upstream was saturated.",
        counters.spilled.sum());
    metrics.one(
        "breakeven_ledger_lost_total",
        "counter",
        "Ends of attempts that the ledger did not take.",
        counters.ledgerLost.sum());
    metrics.one(
        "gen_ai_client_inference_usage_input_tokens_total",
        "counter",
        "Tokens read, as far as they are known.",
        counters.inputTokens.sum());
    metrics.one(
        "gen_ai_client_inference_usage_output_tokens_total",
        "counter",
        "Tokens generated, as far as they are known.",
        counters.outputTokens.sum());
    metrics.one(
        "breakeven_spend_nano_usd_total",
        "counter",
        "What priced attempts cost, in billionths of a dollar.",
        counters.spendNanos.sum());
    metrics.one(
        "breakeven_unpriced_attempts_total",
        "counter",
        "Attempts without a known cost.",
        counters.unpriced.sum());
    metrics.one(
        "breakeven_overhead_nanoseconds_sum",
        "counter",
        "Time of ended requests outside their upstreams.",
        counters.overheadNanos.sum());
    metrics.one(
        "breakeven_overhead_nanoseconds_count",
        "counter",
        "Ended requests whose overhead was summed.",
        counters.overheadCount.sum());
    metrics.replicas(configuration);
    return metrics.text.toString();
  }

  private void one(String name, String type, String help, long value) {
    head(name, type, help);
    text.append(name).append(' ').append(value).append('\n');
  }

  private void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void replicas(Configuration configuration) {
    head("breakeven_replica_outstanding", "gauge", "Calls that run at a replica.");
    for (Upstream upstream : configuration.upstreams().all()) {
      for (Replica replica : upstream.replicas()) {
        labelled("breakeven_replica_outstanding", upstream, replica, replica.outstanding());
      }
    }
    head("breakeven_replica_down", "gauge", "1 while a replica gets no calls for its failures.");
    for (Upstream upstream : configuration.upstreams().all()) {
      for (Replica replica : upstream.replicas()) {
        labelled("breakeven_replica_down", upstream, replica, replica.isDown() ? 1 : 0);
      }
    }
  }

  private void labelled(String name, Upstream upstream, Replica replica, long value) {
    text.append(name)
        .append("{upstream=\"")
        .append(upstream.settings().name())
        .append("\",replica=\"")
        .append(replica.name())
        .append("\"} ")
        .append(value)
        .append('\n');
  }
}
