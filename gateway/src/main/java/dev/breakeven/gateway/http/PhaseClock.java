package dev.breakeven.gateway.http;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/// The one timer of an attempt: the limit of the current phase, and that of the whole exchange.
///
/// A limit is moved often and runs out seldom, so the timer is left alone unless it is too late.
/// Owned by one event loop.
final class PhaseClock {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Vertx vertx;
  private final long totalDeadline;
  private final Consumer<String> expired;
  private String phase = "";
  private long deadline;
  private long firesAt;
  private long timer = -1;
  private boolean stopped;

  /// `totalDeadline` is in nanoseconds of `System.nanoTime`; `expired` hears which limit it was.
  PhaseClock(Vertx vertx, long totalDeadline, Consumer<String> expired) {
    this.vertx = vertx;
    this.totalDeadline = totalDeadline;
    this.expired = expired;
  }

  boolean isArmed() {
    return !phase.isEmpty();
  }

  void arm(String newPhase, Duration limit) {
    if (stopped) {
      return;
    }
    phase = newPhase;
    deadline = System.nanoTime() + limit.toNanos();
    if (deadline - totalDeadline > 0) {
      phase = "total";
      deadline = totalDeadline;
    }
    if (timer < 0 || deadline - firesAt < 0) {
      schedule();
    }
  }

  void stop() {
    stopped = true;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void schedule() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    firesAt = deadline;
    long wait = Math.max(0, deadline - System.nanoTime());
    timer = vertx.setTimer(Math.max(1, (wait + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI), this::tick);
  }

  private void tick(long fired) {
    if (fired != timer) {
      return;
    }
    timer = -1;
    if (!stopped) {
      if (System.nanoTime() - deadline >= 0) {
        expired.accept(phase);
      } else {
        schedule();
      }
    }
  }
}
