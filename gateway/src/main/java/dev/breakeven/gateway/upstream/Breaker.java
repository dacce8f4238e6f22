package dev.breakeven.gateway.upstream;

import dev.breakeven.gateway.upstream.Replica.Verdict;

/// Keeps calls from a replica that fails again and again, and lets one at a time try it later.
///
/// Opens after [#FAILURES] failures in a row. After a rest, doubled each time up to
/// [#LONGEST_REST] times the first, one try is made, which closes it or opens it again: a probe,
/// or a call where a probe tells nothing. When a probe has closed it the next failure opens it
/// again after all, since only a call shows that calls are answered. Thread-safe.
final class Breaker {
  static final int FAILURES = 5;
  static final long LONGEST_REST = 4;

  private final long firstRestNanos;
  private int failures;
  private boolean open;
  private boolean trying;
  private boolean callsTry;
  private boolean onTrust;
  private long restNanos;
  private long until;

  Breaker(long restNanos) {
    firstRestNanos = restNanos;
    this.restNanos = restNanos;
  }

  /// Whether a call may be made now; a true answer has to be followed by [#succeeded], [#failed]
  /// or [#released].
  synchronized boolean tryAcquire(long now) {
    if (!open) {
      return true;
    }
    if (isResting(now)) {
      return false;
    }
    trying = true;
    return true;
  }

  /// Whether a probe is to be made now; a true answer has to be followed by [#probed].
  synchronized boolean tryProbe(long now) {
    if (!open || trying || callsTry || now < until) {
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
    return open && (trying || !callsTry || now < until);
  }

  synchronized void succeeded() {
    close();
    onTrust = false;
    restNanos = firstRestNanos;
  }

  synchronized void failed(long now) {
    failures++;
    boolean again = onTrust || (open && trying);
    if (again) {
      restNanos = Math.min(2 * restNanos, LONGEST_REST * firstRestNanos);
    }
    trying = false;
    onTrust = false;
    if (again || failures >= FAILURES) {
      open = true;
      until = now + restNanos;
    }
  }

  /// The call ended without a word on the replica, such as when the client left.
  synchronized void released() {
    trying = false;
  }

  /// The probe has ended; one that says nothing leaves the tries to calls.
  synchronized void probed(Verdict verdict, long now) {
    if (!open) {
      return;
    }
    switch (verdict) {
      case HEALTHY -> {
        close();
        onTrust = true;
      }
      case FAILED -> failed(now);
      case UNKNOWN -> {
        trying = false;
        callsTry = true;
      }
    }
  }

  private void close() {
    failures = 0;
    open = false;
    trying = false;
    callsTry = false;
  }
}
