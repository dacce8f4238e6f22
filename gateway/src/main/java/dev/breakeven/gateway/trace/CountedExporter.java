package dev.breakeven.gateway.trace;

import dev.breakeven.gateway.metering.Counters;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts what the collector took and what it did not; of the latter a line a minute is logged.
/// Thread-safe.
final class CountedExporter implements SpanExporter {
  private static final System.Logger LOG = System.getLogger("dev.breakeven.gateway");
  private static final long QUIET_NANOS = 60_000_000_000L;

  private final SpanExporter next;
  private final String endpoint;
  private final Counters counters;
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  CountedExporter(SpanExporter next, String endpoint, Counters counters) {
    this.next = next;
    this.endpoint = endpoint;
    this.counters = counters;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = next.export(spans);
    return result.whenComplete(
        () -> {
          counters.spansWaiting.addAndGet(-count);
          if (result.isSuccess()) {
            counters.spansSent.add(count);
          } else {
            counters.spansLost.add(count);
            complain(result.getFailureThrowable());
          }
        });
  }

  private void complain(@Nullable Throwable cause) {
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
      LOG.log(
          Level.WARNING,
          "traces do not reach {0}: {1}; {2} spans are lost so far, calls go on",
          endpoint,
          reason(cause),
          counters.spansLost.sum());
    }
  }

  private static String reason(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof IOException) {
        String message = each.getMessage();
        return message == null ? each.getClass().getSimpleName() : message;
      }
    }
    return "it refuses them";
  }

  @Override
  public CompletableResultCode flush() {
    return next.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return next.shutdown();
  }
}
