package dev.breakeven.core.serving.sim;

/// What replicas on demand cost in time, and how long replicas were on.
final class Rent {
  private int running;
  private long begunPicos;
  private long endedPicos;
  private long lastedNanos;
  private long paidNanos;

  void begins(long now) {
    running++;
    begunPicos += now;
  }

  /// A rental that began at `begin` is over at `now`, and paid for at least `minimum`.
  void ends(long begin, long now, long minimum) {
    running--;
    begunPicos -= begin;
    endedPicos += now - begin;
    lastedNanos += (now - begin) / Requests.PICOS_PER_NANO;
    long paid = Math.max(minimum, now - begin);
    paidNanos += Math.ceilDiv(paid, Requests.PICOS_PER_NANO);
  }

  int running() {
    return running;
  }

  /// Replica-picoseconds until `now`, modulo 2^64: only the difference of two of them counts.
  long picos(long now) {
    return endedPicos + running * now - begunPicos;
  }

  /// Replica-nanoseconds of the rentals that are over.
  long lastedNanos() {
    return lastedNanos;
  }

  /// Paid replica-nanoseconds of the rentals that are over.
  long paidNanos() {
    return paidNanos;
  }
}
