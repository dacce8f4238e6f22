package dev.breakeven.core.serving.sim;

import java.util.Optional;

/// Replicas that are rented beside those always on.
///
/// A replica is paid from the moment it is started, and no less than `minimumPicos`; it takes
/// requests `coldStartPicos` later. Nobody gives it up before that minimum is over. One that is
/// given up takes no more requests, ends those it has and is paid until then. `min` of them run
/// already when the trace begins. Those `onlyDeferrable` take no request but such as can wait.
public record OnDemand(
    Autoscale scale,
    long coldStartPicos,
    long minimumPicos,
    Optional<Interruptions> interruptions,
    boolean onlyDeferrable) {
  public OnDemand {
    if (coldStartPicos < 0 || minimumPicos < 0) {
      throw new IllegalArgumentException(
          "cold start %d ps, minimum rental %d ps (expected: at least 0)"
              .formatted(coldStartPicos, minimumPicos));
    }
  }

  /// Those take every request.
  public OnDemand(
      Autoscale scale,
      long coldStartPicos,
      long minimumPicos,
      Optional<Interruptions> interruptions) {
    this(scale, coldStartPicos, minimumPicos, interruptions, false);
  }
}
