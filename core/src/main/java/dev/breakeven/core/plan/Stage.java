package dev.breakeven.core.plan;

import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.workload.Replay;
import dev.breakeven.core.workload.Trace;

/// What is run: all of the traffic, or an excerpt to look around in; `stress` for one replica. Of a
/// large fleet a part is run, of `least` or more.
record Stage(Trace trace, Trace stress, Pieces pieces, boolean excerpt, Least least) {
  private static final int BLOCKS = 20;
  private static final int STRESS_REQUESTS = 10_000;
  private static final int SCOUT_REQUESTS = 40_000;
  private static final int SCOUT_BLOCK = 500;

  /// Requests in all, replicas, and requests that these run at once: with fewer, chance would need
  /// more room than a large fleet gives it.
  record Least(int requests, int replicas, int running) {}

  private static final Least TO_LOOK_AROUND = new Least(SCOUT_REQUESTS, 8, 2_048);
  private static final Least TO_SETTLE = new Least(5 * SCOUT_REQUESTS, 16, 8_192);

  /// In a shorter block hardly a request would end: busy times would run into quiet ones.
  private static final double BLOCK_NANOS = 10e9;

  static Stage full(Replay replay) {
    return of(replay, replay.trace(), TO_SETTLE);
  }

  /// The same as [#full] where that is short, in requests or in time.
  static Stage scout(Replay replay) {
    Trace trace = replay.trace();
    double lasting = trace.size() * BLOCK_NANOS / Math.max(1, trace.periodNanos());
    long block = (long) Math.max(SCOUT_BLOCK, lasting);
    int blocks = (int) Math.max(BLOCKS, SCOUT_REQUESTS / block);
    return of(
        replay,
        trace.size() <= 2 * block * blocks ? trace : replay.excerpt((int) (block * blocks), blocks),
        TO_LOOK_AROUND);
  }

  private static Stage of(Replay replay, Trace trace, Least least) {
    return new Stage(
        trace,
        replay.excerpt(STRESS_REQUESTS, BLOCKS),
        Pieces.of(replay),
        trace != replay.trace(),
        least);
  }

  /// Whether of `replicas` a part is run: where half of them or fewer will do.
  boolean thins(long replicas, Capacity capacity) {
    return 2 * part(replicas, capacity) <= replicas;
  }

  private long part(long replicas, Capacity capacity) {
    long running = Math.ceilDiv(least.running(), Math.max(1, capacity.batch()));
    long requests = Math.ceilDiv(replicas * least.requests(), Math.max(1, trace.size()));
    return Math.max(Math.max(least.replicas(), running), requests);
  }

  /// What is run for `replicas` of `capacity`.
  FleetPart fleet(long replicas, Capacity capacity) {
    return thins(replicas, capacity)
        ? FleetPart.of(trace, (int) part(replicas, capacity), replicas, capacity)
        : FleetPart.whole(trace, replicas);
  }
}
