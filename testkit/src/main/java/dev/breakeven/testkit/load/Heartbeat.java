package dev.breakeven.testkit.load;

import java.util.function.LongSupplier;

/// Tells how long this process stood still: [#beat] is to be called every so often, and the longest
/// time between two calls is kept. Thread-safe.
final class Heartbeat {
  private final LongSupplier clock;
  private long last;
  private long longest;

  Heartbeat(LongSupplier clock) {
    this.clock = clock;
    last = clock.getAsLong();
  }

  synchronized void beat() {
    long now = clock.getAsLong();
    longest = Math.max(longest, now - last);
    last = now;
  }

  /// The longest time without a beat, up to now.
  synchronized long longestNanos() {
    return Math.max(longest, clock.getAsLong() - last);
  }
}
