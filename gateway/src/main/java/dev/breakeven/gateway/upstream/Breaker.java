package dev.breakeven.gateway.upstream;

/// Keeps calls from a replica that fails again and again, and lets one at a time try it later.
///
/// Opens after [#FAILURES] failures in a row. After a rest, doubled each time up to
/// [#LONGEST_REST] times the first, one call may try: it closes the breaker or opens it again.
/// Thread-safe.
final class Breaker {
  static final int FAILURES = 5;
  static final long LONGEST_REST = 4;

  private final long firstRestNanos;
  private int failures;
  private boolean open;
  private boolean trying;
  private long restNanos;
  private long until;

  Breaker(long restNanos) {
    firstRestNanos = restNanos;
    this.restNanos = restNanos;
  }

  /// Whether a call may be made now; a true answer has to be followed by one of the others.
  synchronized boolean tryAcquire(long now) {
    if (!open) {
      return true;
    }
    if (trying || now < until) {
      return false;
    }
    trying = true;
    return true;
  }

  synchronized boolean isOpen() {
    return open;
  }

  /// True while no call may be made, not even one that tries.
  synchronized boolean isResting(long now) {
    return open && (trying || now < until);
  }

  synchronized void succeeded() {
    failures = 0;
    open = false;
    trying = false;
    restNanos = firstRestNanos;
  }

  synchronized void failed(long now) {
    failures++;
    if (open && trying) {
      restNanos = Math.min(2 * restNanos, LONGEST_REST * firstRestNanos);
    }
    trying = false;
    if (failures >= FAILURES) {
      open = true;
      until = now + restNanos;
    }
  }

  /// The call ended without a word on the replica, such as when the client left.
  synchronized void released() {
    trying = false;
  }
}
