package dev.breakeven.gateway.http;

import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.metering.MirrorSkip;
import dev.breakeven.gateway.settings.Mirror;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How many copies are under way, over all event loops, and whether there may be one more.
/// Thread-safe.
public final class Mirrors {
  /// Of bodies that are kept for copies alone.
  static final long MOST_BYTES = 64L << 20;

  private final Counters counters;
  private final Map<Mirror, Integer> underWay = new HashMap<>();
  private long bytes;
  private boolean stopping;

  public Mirrors(Counters counters) {
    this.counters = counters;
  }

  /// A place for a copy of `length` bytes, which has to be left again; else why there is none.
  synchronized Optional<MirrorSkip> enter(Mirror mirror, int length) {
    if (stopping) {
      return Optional.of(MirrorSkip.STOPPING);
    }
    int running = underWay.getOrDefault(mirror, 0);
    if (running >= mirror.concurrent() || bytes + length > MOST_BYTES) {
      return Optional.of(MirrorSkip.BUSY);
    }
    underWay.put(mirror, running + 1);
    bytes += length;
    counters.mirrorsInFlight.incrementAndGet();
    return Optional.empty();
  }

  synchronized void leave(Mirror mirror, int length) {
    underWay.computeIfPresent(mirror, (_, running) -> running == 1 ? null : running - 1);
    bytes -= length;
    counters.mirrorsInFlight.decrementAndGet();
  }

  /// From now on nothing is copied; what is under way goes on.
  public synchronized void stop() {
    stopping = true;
  }
}
