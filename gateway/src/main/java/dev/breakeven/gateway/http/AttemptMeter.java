package dev.breakeven.gateway.http;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.gateway.metering.AttemptRecord;
import dev.breakeven.gateway.metering.AttemptRecord.Outcome;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.wire.dialect.AnswerTap;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// What one attempt takes and costs: its opening in the ledger, the room held for it, its times,
/// and the row at its end. Owned by one event loop.
final class AttemptMeter {
  private final Lane lane;
  private final Context context;
  private final AttemptRecord record;
  private final Budgets.Reservation reservation;
  private final String reason;
  private final long arrivedNanos;
  private long sentNanos;
  private long firstNanos;

  /// `reason` is why the attempt goes where it goes; times count from `arrivedNanos`.
  AttemptMeter(
      Lane lane,
      Context context,
      AttemptRecord record,
      Budgets.Reservation reservation,
      String reason,
      long arrivedNanos) {
    this.lane = lane;
    this.context = context;
    this.record = record;
    this.reservation = reservation;
    this.reason = reason;
    this.arrivedNanos = arrivedNanos;
  }

  /// Reads the answer.
  AnswerTap answer() {
    return record.answer();
  }

  /// Writes the opening, then tells `done`; what it could not write holds no room any more.
  void open(Handler<Optional<BreakevenException>> done) {
    lane.ledger()
        .opened(
            record.opening(reservation.amount()),
            context,
            problem -> {
              if (problem.isPresent()) {
                reservation.release();
              }
              done.handle(problem);
            });
  }

  /// The request leaves.
  void sent() {
    sentNanos = System.nanoTime();
  }

  boolean isSent() {
    return sentNanos > 0;
  }

  /// Since the request left.
  long upstreamNanos() {
    return sentNanos == 0 ? 0 : System.nanoTime() - sentNanos;
  }

  /// The first of the answer has come; false when it had before.
  boolean first() {
    if (firstNanos > 0) {
      return false;
    }
    firstNanos = System.nanoTime();
    return true;
  }

  boolean hasBegun() {
    return firstNanos > 0;
  }

  /// What a failure says of what may have been done, and billed.
  static Outcome outcome(Failure failure) {
    return failure.isRefusal()
        ? Outcome.REFUSED
        : failure.kind() == Failure.Kind.RESET ? Outcome.UNKNOWN : Outcome.CUT;
  }

  /// Settles the budget, shows the row to `shown`, writes it, then runs `then`.
  void close(Outcome outcome, int status, Consumer<Attempt> shown, Runnable then) {
    lane.ledger()
        .closed(
            settled(outcome, status, shown),
            context,
            problem -> {
              if (problem.isPresent()) {
                lane.counters().ledgerLost.increment();
              }
              then.run();
            });
  }

  /// The row, its budget settled: by the worst case where it cannot be worked out.
  private Attempt settled(Outcome outcome, int status, Consumer<Attempt> shown) {
    try {
      Attempt row = record.row(outcome, status, timing(), reason, lane.prices());
      settle(row, shown);
      return row;
    } catch (RuntimeException e) {
      Faults.report(record.request(), e);
      Attempt row = record.unknown(status, timing(), reason);
      settle(row, shown);
      return row;
    }
  }

  private void settle(Attempt row, Consumer<Attempt> shown) {
    shown.accept(row);
    if (row.cost() instanceof Cost.Priced priced) {
      reservation.settle(priced.usd());
      lane.counters().spendNanos.add(priced.usd().nanos());
    } else {
      // unknown is not zero: the worst case stands
      reservation.settle(reservation.amount());
      lane.counters().unpriced.increment();
    }
    if (row.metered().state() != Metered.State.ABSENT) {
      lane.counters().inputTokens.add(row.metered().usage().totalInput());
      lane.counters().outputTokens.add(row.metered().usage().totalOutput());
    }
  }

  private Timing timing() {
    return new Timing(
        sentNanos == 0 ? OptionalLong.empty() : AttemptRecord.millis(sentNanos - arrivedNanos),
        firstNanos == 0 ? OptionalLong.empty() : AttemptRecord.millis(firstNanos - arrivedNanos),
        AttemptRecord.millis(System.nanoTime() - arrivedNanos));
  }
}
