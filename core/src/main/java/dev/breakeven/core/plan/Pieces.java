package dev.breakeven.core.plan;

import dev.breakeven.core.workload.Replay;

/// How the time of the simulated trace is shown: pieces of `nanos` of it stand for `shown`.
record Pieces(long nanos, long shown) {
  private static final long MINUTE = 60_000_000_000L;
  private static final long HOUR = 60 * MINUTE;

  /// Shorter traffic is shown by the minute.
  private static final int HOURS_SHOWN = 6;

  /// Hours of the time that a trace stands for, at `speed` times its own.
  static Pieces of(Replay replay) {
    double speed = replay.speed().toDouble();
    long shown = replay.trace().periodNanos() * speed > HOURS_SHOWN * HOUR ? HOUR : MINUTE;
    return new Pieces(Math.max(1, Math.round(shown / speed)), shown);
  }
}
