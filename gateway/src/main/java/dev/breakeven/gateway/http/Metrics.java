package dev.breakeven.gateway.http;

import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.metering.MirrorSkip;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Upstream;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// The counters in the text format of Prometheus.
final class Metrics {
  private final StringBuilder text = new StringBuilder();

  static String text(List<Upstream> upstreams, Counters counters, KeyWatch watch) {
    Metrics metrics = new Metrics();
    metrics.requests(counters);
    metrics.usage(counters);
    metrics.mirrors(counters);
    metrics.keys(watch);
    metrics.replicas(upstreams);
    return metrics.text.toString();
  }

  private void requests(Counters now) {
    gauge("breakeven_in_flight", "Requests that run.", now.inFlight.get());
    total("breakeven_requests", "Requests that ended.", now.requests);
    total("breakeven_refused", "Requests refused by the gateway itself.", now.refused);
    total("breakeven_failed", "Requests that no upstream answered to the end.", now.failed);
    total("breakeven_abandoned", "Requests whose client left.", now.abandoned);
    total("breakeven_attempts", "Calls to upstreams.", now.attempts);
    total("breakeven_failed_attempts", "Calls to upstreams that failed.", now.failedAttempts);
    total("breakeven_spilled", "Requests sent on by a saturated upstream.", now.spilled);
    total("breakeven_ledger_lost", "Ends of attempts that the ledger lost.", now.ledgerLost);
    total("breakeven_access_log_lost", "Lines that the access log lost.", now.accessLost);
    total("breakeven_spans_sent", "Spans that the collector took.", now.spansSent);
    total("breakeven_spans_lost", "Spans that it did not take.", now.spansLost);
    total("breakeven_overhead_nanoseconds", "Time outside upstreams.", now.overheadNanos);
  }

  private void usage(Counters now) {
    String tokens = "gen_ai_client_inference_usage_";
    total(tokens + "input_tokens", "Tokens read, as far as they are known.", now.inputTokens);
    total(tokens + "output_tokens", "Tokens written, as far as they are known.", now.outputTokens);
    total("breakeven_spend_nano_usd", "What priced attempts cost, in 1e-9 USD.", now.spendNanos);
    total("breakeven_unpriced_attempts", "Attempts without a known cost.", now.unpriced);
  }

  private void mirrors(Counters now) {
    gauge("breakeven_mirrors_in_flight", "Copies that run.", now.mirrorsInFlight.get());
    total("breakeven_mirrors", "Copies sent to mirrors; they are attempts too.", now.mirrors);
    total("breakeven_failed_mirrors", "Those that failed.", now.failedMirrors);
    total(
        "breakeven_mirror_spend_nano_usd",
        "What priced copies cost, in 1e-9 USD: a part of the spend.",
        now.mirrorSpendNanos);
    String skipped = "breakeven_mirrors_skipped_total";
    head(skipped, "counter", "Calls that were drawn for a mirror and not copied.");
    for (MirrorSkip why : MirrorSkip.values()) {
      text.append(skipped)
          .append("{reason=\"")
          .append(why.key())
          .append("\"} ")
          .append(now.mirrorsSkipped(why).sum())
          .append('\n');
    }
  }

  private void keys(KeyWatch watch) {
    total("breakeven_unusual_use", "Keys used far beyond their history.", watch.alarms());
    head("breakeven_key_suspended", "gauge", "1 for a key that gets no calls.");
    for (String key : watch.suspendedKeys()) {
      String label = key.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      text.append("breakeven_key_suspended{key=\"").append(label).append("\"} 1\n");
    }
  }

  private void gauge(String name, String help, long value) {
    head(name, "gauge", help);
    text.append(name).append(' ').append(value).append('\n');
  }

  private void total(String name, String help, LongAdder value) {
    head(name + "_total", "counter", help);
    text.append(name).append("_total ").append(value.sum()).append('\n');
  }

  private void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void replicas(List<Upstream> upstreams) {
    head("breakeven_replica_outstanding", "gauge", "Calls that run at a replica.");
    for (Upstream upstream : upstreams) {
      for (Replica replica : upstream.replicas()) {
        labelled("breakeven_replica_outstanding", upstream, replica, replica.outstanding());
      }
    }
    head("breakeven_replica_down", "gauge", "1 while a replica gets no calls for its failures.");
    for (Upstream upstream : upstreams) {
      for (Replica replica : upstream.replicas()) {
        labelled("breakeven_replica_down", upstream, replica, replica.isDown() ? 1 : 0);
      }
    }
    loads(upstreams);
  }

  /// What engines show of themselves, as far as it is fresh.
  private void loads(List<Upstream> upstreams) {
    long now = System.nanoTime();
    head("breakeven_replica_waiting", "gauge", "Requests in the queue of an engine.");
    for (Upstream upstream : upstreams) {
      for (Replica replica : upstream.replicas()) {
        replica
            .waiting(now)
            .ifPresent(count -> labelled("breakeven_replica_waiting", upstream, replica, count));
      }
    }
    head("breakeven_replica_kv_use_percent", "gauge", "How full the KV cache of an engine is.");
    for (Upstream upstream : upstreams) {
      for (Replica replica : upstream.replicas()) {
        replica
            .kvUse(now)
            .ifPresent(
                use ->
                    labelled(
                        "breakeven_replica_kv_use_percent",
                        upstream,
                        replica,
                        Math.round(100 * use)));
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
