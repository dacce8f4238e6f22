package dev.breakeven.core.plan;

import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.workload.Replay;
import dev.breakeven.core.workload.Trace;
import java.util.stream.IntStream;

/// What is run: all of the traffic, or an excerpt to look around in; `stress` for one replica. Of a
/// large fleet a part is run, of `least` or more.
record Stage(
    Trace trace,
    FleetPart.Tokens tokens,
    Trace stress,
    Pieces pieces,
    boolean excerpt,
    Least least) {
  private static final int BLOCKS = 20;
  private static final int STRESS_REQUESTS = 10_000;
  private static final int SCOUT_REQUESTS = 40_000;
  private static final int SCOUT_BLOCK = 500;

  /// Requests in all, replicas, and requests that these run at once: with fewer, chance would need
  /// more room than a large fleet gives it.
  record Least(int requests, int replicas, int running) {
    /// The replicas to run for `all` of them, in their part of `size` requests.
    long part(long all, Capacity capacity, int size) {
      long full = Math.ceilDiv(running, Math.max(1, capacity.batch()));
      return Math.max(Math.max(replicas, full), Math.ceilDiv(all * requests, Math.max(1, size)));
    }

    /// Where half of them or fewer will do.
    boolean thins(long all, Capacity capacity, int size) {
      return 2 * part(all, capacity, size) <= all;
    }
  }

  private static final Least TO_LOOK_AROUND = new Least(SCOUT_REQUESTS / 2, 8, 1_024);
  private static final Least TO_SETTLE = new Least(5 * SCOUT_REQUESTS, 16, 2_048);

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
        FleetPart.Tokens.of(trace, IntStream.range(0, trace.size())),
        replay.excerpt(STRESS_REQUESTS, BLOCKS),
        Pieces.of(replay),
        trace != replay.trace(),
        least);
  }

  /// Whether `sizing` is settled by a run of a part of its replicas.
  static boolean settlesInPart(Replay replay, Sizing sizing) {
    return TO_SETTLE.thins(sizing.needed(), sizing.capacity(), replay.trace().size());
  }

  /// Whether of `replicas` a part is run.
  boolean thins(long replicas, Capacity capacity) {
    return least.thins(replicas, capacity, trace.size());
  }

  /// What is run for `replicas` of `capacity`.
  FleetPart fleet(long replicas, Capacity capacity) {
    int part = (int) least.part(replicas, capacity, trace.size());
    return thins(replicas, capacity)
        ? FleetPart.of(trace, tokens, part, replicas, capacity)
        : FleetPart.whole(trace, replicas);
  }
}
