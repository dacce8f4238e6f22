package dev.breakeven.gateway.upstream;

import dev.breakeven.core.balance.ReplicaCapacity;
import dev.breakeven.gateway.settings.Overflow;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of the load of one replica: what its engine said last, and what was sent since.
///
/// How many requests it runs at once and how quickly a full batch ends one are learned while
/// requests wait there. Thread-safe.
final class ReplicaLoad {
  /// What was said longer ago says nothing of now.
  private static final Duration FRESH = Duration.ofSeconds(5);

  private static final long PICOS_PER_NANO = 1_000L;

  private volatile @Nullable Reading last;

  /// `outstanding` calls were ours when the engine said it, at `nanos`.
  private record Reading(
      EngineLoad load, int outstanding, long nanos, Optional<ReplicaCapacity> capacity) {}

  /// The engine has said something.
  synchronized void observed(EngineLoad load, int outstanding, long now) {
    Reading before = last;
    last = new Reading(load, outstanding, now, capacity(before, load, now));
  }

  private static Optional<ReplicaCapacity> capacity(
      @Nullable Reading before, EngineLoad load, long now) {
    if (before == null) {
      return Optional.empty();
    }
    boolean isFull = load.running() > 0 && load.waiting() > 0 && before.load().waiting() > 0;
    if (!isFull || load.ended().isEmpty() || before.load().ended().isEmpty()) {
      return before.capacity();
    }
    long ended = load.ended().getAsLong() - before.load().ended().getAsLong();
    if (ended <= 0) {
      return before.capacity();
    }
    int batch = (int) Math.min(Integer.MAX_VALUE, load.running());
    long picos = (now - before.nanos()) * PICOS_PER_NANO / ended;
    return Optional.of(new ReplicaCapacity(batch, picos, 0));
  }

  private Optional<Reading> fresh(long now) {
    return Optional.ofNullable(last).filter(reading -> now - reading.nanos() <= FRESH.toNanos());
  }

  /// What the engine said last, while it holds.
  Optional<EngineLoad> shown(long now) {
    return fresh(now).map(Reading::load);
  }

  /// Requests at the replica, of others too: what it said, with what was sent or ended since.
  int outstanding(int ours, long now) {
    return fresh(now)
        .map(
            reading ->
                (int)
                    Math.min(
                        Integer.MAX_VALUE / 8,
                        Math.max(
                            ours,
                            reading.load().running()
                                + reading.load().waiting()
                                + ours
                                - reading.outstanding())))
        .orElse(ours);
  }

  /// Whether the queue or the KV cache is too full; false where nothing is known.
  boolean isOver(Overflow overflow, int ours, long now) {
    Optional<Reading> known = fresh(now);
    if (known.isEmpty()) {
      return false;
    }
    Reading reading = known.get();
    EngineLoad load = reading.load();
    long waiting =
        load.waiting() == 0 ? 0 : Math.max(0, load.waiting() + ours - reading.outstanding());
    boolean queued = overflow.queue().isPresent() && waiting >= overflow.queue().getAsInt();
    boolean full =
        overflow.kvPercent().isPresent()
            && load.kvUse().isPresent()
            && 100 * load.kvUse().getAsDouble() >= overflow.kvPercent().getAsInt();
    return queued || full;
  }

  /// What the replica was seen to manage when it was full; empty before that.
  Optional<ReplicaCapacity> capacity(long now) {
    return fresh(now).flatMap(Reading::capacity);
  }
}
