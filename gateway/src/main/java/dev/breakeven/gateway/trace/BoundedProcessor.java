package dev.breakeven.gateway.trace;

import dev.breakeven.gateway.metering.Counters;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/// Gives ended spans on while there is room for them, and counts those there is none for: the
/// queue behind it drops them without a word. Thread-safe.
record BoundedProcessor(SpanProcessor next, int most, Counters counters) implements SpanProcessor {
  private static final int MOST_WAITING = 2048;

  BoundedProcessor(SpanProcessor next, ConfigProperties config, Counters counters) {
    this(next, config.getInt("otel.bsp.max.queue.size", MOST_WAITING), counters);
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    next.onStart(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return next.isStartRequired();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (counters.spansWaiting.incrementAndGet() > most) {
      counters.spansWaiting.decrementAndGet();
      counters.spansLost.increment();
    } else {
      next.onEnd(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return next.isEndRequired();
  }

  @Override
  public CompletableResultCode shutdown() {
    return next.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return next.forceFlush();
  }
}
