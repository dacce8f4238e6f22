package dev.breakeven.core.plan;

import dev.breakeven.core.workload.Replay;
import dev.breakeven.core.workload.Trace;

/// What is run: all of the traffic, or an excerpt to look around in; `stress` for one replica.
record Stage(Trace trace, Trace stress, Pieces pieces, boolean excerpt) {
  private static final int BLOCKS = 20;
  private static final int STRESS_REQUESTS = 10_000;
  private static final int SCOUT_REQUESTS = 40_000;
  private static final int SCOUT_BLOCK = 500;

  /// In a shorter block hardly a request would end: busy times would run into quiet ones.
  private static final double BLOCK_NANOS = 10e9;

  static Stage full(Replay replay) {
    return of(replay, replay.trace());
  }

  /// The same as [#full] where that is short, in requests or in time.
  static Stage scout(Replay replay) {
    Trace trace = replay.trace();
    double lasting = trace.size() * BLOCK_NANOS / Math.max(1, trace.periodNanos());
    long block = (long) Math.max(SCOUT_BLOCK, lasting);
    int blocks = (int) Math.max(BLOCKS, SCOUT_REQUESTS / block);
    return of(
        replay,
        trace.size() <= 2 * block * blocks
            ? trace
            : replay.excerpt((int) (block * blocks), blocks));
  }

  private static Stage of(Replay replay, Trace trace) {
    return new Stage(
        trace, replay.excerpt(STRESS_REQUESTS, BLOCKS), Pieces.of(replay), trace != replay.trace());
  }
}
