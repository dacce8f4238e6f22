package dev.breakeven.gateway.http;

import io.vertx.core.Vertx;
import java.time.Duration;

/// Says at intervals that a stream is alive while nothing else is said. Owned by one event loop.
final class KeepAlive {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Vertx vertx;
  private final long everyNanos;
  private final Runnable beat;
  private long quietSince = System.nanoTime();
  private long timer = -1;

  KeepAlive(Vertx vertx, Duration every, Runnable beat) {
    this.vertx = vertx;
    everyNanos = every.toNanos();
    this.beat = beat;
  }

  void start() {
    if (everyNanos > 0) {
      await(everyNanos);
    }
  }

  /// Something was said.
  void touched() {
    quietSince = System.nanoTime();
  }

  void stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void await(long nanos) {
    timer =
        vertx.setTimer(Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI), _ -> tick());
  }

  private void tick() {
    long quiet = System.nanoTime() - quietSince;
    timer = -1;
    if (quiet >= everyNanos) {
      beat.run();
      touched();
      quiet = 0;
    }
    await(everyNanos - quiet);
  }
}
