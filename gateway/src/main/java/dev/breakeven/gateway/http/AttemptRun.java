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
import dev.breakeven.gateway.upstream.Refusals;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Replica.Verdict;
import dev.breakeven.gateway.upstream.UpstreamCall;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One attempt to have a request answered: ledger line, call, clocks, relay, and the row at its
/// end. Owned by one event loop; tells its exchange exactly once how it ended.
final class AttemptRun implements UpstreamCall.Listener, StreamRelay.Listener {
  private static final int SUCCESS = 2;
  private static final int LONGEST_REFUSAL = 256 << 10;
  private static final int LONGEST_ANSWER = 64 << 20;
  private static final int CLIENT_LEFT = 499;

  private final Exchange exchange;
  private final Lane lane;
  private final Replica replica;
  private final Budgets.Reservation reservation;
  private final AttemptRecord record;
  private final String reason;
  private final Outbound outbound;
  private final UpstreamCall call;
  private final PhaseClock clock;
  private @Nullable StreamRelay relay;
  private Buffer collected = Buffer.buffer();
  private long queued;
  private long sentNanos;
  private long firstNanos;
  private int status;
  private Optional<Failure> failed = Optional.empty();
  private boolean over;

  /// `queued` are the prompt tokens of a stream; 0 where its first token will not be seen.
  AttemptRun(
      Exchange exchange,
      Replica replica,
      Budgets.Reservation reservation,
      AttemptRecord record,
      Outbound outbound,
      String reason,
      long queued) {
    this.exchange = exchange;
    this.lane = exchange.lane();
    this.replica = replica;
    this.reservation = reservation;
    this.record = record;
    this.outbound = outbound;
    this.reason = reason;
    this.queued = queued;
    replica.queued(queued);
    call = new UpstreamCall(lane.client(), this);
    clock =
        new PhaseClock(
            lane.vertx(), exchange.deadlineNanos(), phase -> exchange.guard(() -> timeout(phase)));
  }

  /// Writes the opening, then calls.
  void start(MultiMap headers) {
    lane.ledger()
        .opened(
            record.opening(reservation.amount()),
            exchange.context(),
            problem -> exchange.guard(() -> opened(problem, headers)));
  }

  private void opened(Optional<BreakevenException> problem, MultiMap headers) {
    if (problem.isPresent()) {
      reservation.release();
      if (!over) {
        end(Verdict.UNKNOWN);
        exchange.unrecordable(problem.get());
      }
    } else if (over) {
      close(Outcome.REFUSED, CLIENT_LEFT, () -> {});
    } else {
      Duration connect = exchange.clocks().connect();
      clock.arm("connect and head", connect.plus(exchange.clocks().header()));
      call.start(replica, HttpMethod.POST, outbound.path(), headers, outbound.body(), connect);
    }
  }

  @Override
  public void sending() {
    sentNanos = System.nanoTime();
  }

  @Override
  public void head(HttpClientResponse response) {
    exchange.guard(() -> answered(response));
  }

  private void answered(HttpClientResponse response) {
    status = response.statusCode();
    String type = response.getHeader("content-type");
    if (status / 100 != SUCCESS) {
      collect(response, LONGEST_REFUSAL, () -> refused(response));
    } else if (type != null && type.startsWith("text/event-stream")) {
      clock.arm("first token", exchange.clocks().firstToken());
      relay =
          new StreamRelay(
              response,
              exchange.reply(),
              record.answer(),
              outbound.hidesUsage(),
              exchange.retries().holdTokens(),
              out -> outbound.stream(record.answer(), now(), exchange.id(), out),
              this);
      relay.start(exchange::guard);
    } else {
      collect(response, LONGEST_ANSWER, () -> plain(response));
    }
  }

  private void collect(HttpClientResponse response, int limit, Runnable then) {
    clock.arm("idle", exchange.clocks().idle());
    response.handler(
        chunk -> {
          clock.arm("idle", exchange.clocks().idle());
          collected.appendBuffer(chunk);
          if (collected.length() > limit) {
            failed(Failure.cut("the upstream's answer is longer than %,d bytes".formatted(limit)));
          }
        });
    response.exceptionHandler(_ -> failed(Failure.cut("the upstream cut its answer off")));
    response.endHandler(
        _ -> {
          if (!over) {
            exchange.guard(then);
          }
        });
  }

  private void refused(HttpClientResponse response) {
    call.complete();
    Failure refusal =
        Refusals.read(
            status,
            response.getHeader("retry-after"),
            collected,
            response.getHeader("content-type"),
            lane.clock().instant());
    failed(outbound.refusal(refusal, exchange.id()));
  }

  /// In seconds since 1970.
  private long now() {
    return lane.clock().instant().getEpochSecond();
  }

  private void plain(HttpClientResponse response) {
    record.answer().body(collected.getBytes(), 0, collected.length());
    String error = record.answer().facts().error();
    if (!error.isEmpty()) {
      failed(Failure.cut("the upstream's answer cannot be used: " + error));
      return;
    }
    Buffer answer;
    try {
      answer = outbound.answer(collected, now());
    } catch (BreakevenException e) {
      failed(Failure.untranslatable(e.what()));
      return;
    }
    call.complete();
    firstNanos = System.nanoTime();
    end(Verdict.HEALTHY);
    close(Outcome.COMPLETE, status, () -> exchange.reply().plain(response, answer));
  }

  @Override
  public void committing(HttpClientResponse head) {
    exchange.reply().commit(head);
  }

  @Override
  public void content() {
    if (firstNanos == 0) {
      firstNanos = System.nanoTime();
      dequeue();
      clock.arm("idle", exchange.clocks().idle());
    }
  }

  @Override
  public void alive() {
    if (firstNanos > 0) {
      clock.arm("idle", exchange.clocks().idle());
    }
  }

  @Override
  public void whole(Buffer tail) {
    call.complete();
    end(Verdict.HEALTHY);
    close(Outcome.COMPLETE, status, () -> exchange.reply().streamed(tail));
  }

  @Override
  public void broken(Failure failure) {
    failed(failure);
  }

  private void timeout(String phase) {
    if (relay != null && relay.isWaitingForClient()) {
      clock.arm("idle", exchange.clocks().idle());
      return;
    }
    failed(Failure.silent(phase));
  }

  /// Ends this attempt for a fault of our own; false when it has ended already.
  boolean fault() {
    boolean runs = !over;
    failed(Failure.fault());
    return runs;
  }

  @Override
  public void failed(Failure failure) {
    if (!over) {
      exchange.guard(() -> endBy(failure));
    }
  }

  private void endBy(Failure failure) {
    boolean begun = relay != null && relay.isCommitted();
    Buffer said = relay == null ? Buffer.buffer() : relay.tail();
    stop(failure.isOfReplica() ? Verdict.FAILED : Verdict.HEALTHY);
    Outcome outcome =
        failure.isRefusal()
            ? Outcome.REFUSED
            : failure.kind() == Failure.Kind.RESET ? Outcome.UNKNOWN : Outcome.CUT;
    failed = Optional.of(failure);
    lane.counters().failedAttempts.increment();
    if (begun) {
      close(outcome, failure.status(), () -> exchange.reply().cut(failure, said));
    } else {
      exchange.failed(failure, then -> close(outcome, failure.status(), then));
    }
  }

  /// The client has left: the upstream has to stop too.
  void abandon() {
    if (over) {
      return;
    }
    stop(Verdict.UNKNOWN);
    // before the ledger has the opening there is nothing to close: see start
    if (clock.isArmed()) {
      close(sentNanos == 0 ? Outcome.REFUSED : Outcome.CUT, CLIENT_LEFT, () -> {});
    }
  }

  /// Ends this attempt before its answer has: first for ourselves, since a reset is heard at once.
  private void stop(Verdict verdict) {
    end(verdict);
    if (relay != null) {
      relay.stop();
    }
    call.abort();
  }

  private void dequeue() {
    replica.queued(-queued);
    queued = 0;
  }

  private void end(Verdict verdict) {
    over = true;
    clock.stop();
    dequeue();
    replica.ended(verdict, System.nanoTime());
    if (sentNanos > 0) {
      exchange.upstreamTook(System.nanoTime() - sentNanos);
    }
  }

  /// Settles the budget and writes the row, then runs `then`.
  private void close(Outcome outcome, int rowStatus, Runnable then) {
    Attempt row = settled(outcome, rowStatus);
    lane.ledger()
        .closed(
            row,
            exchange.context(),
            problem -> {
              if (problem.isPresent()) {
                lane.counters().ledgerLost.increment();
              }
              exchange.guard(then);
            });
  }

  /// The row, its budget settled: by the worst case where it cannot be worked out.
  private Attempt settled(Outcome outcome, int rowStatus) {
    try {
      Attempt row = record.row(outcome, rowStatus, timing(), reason, lane.prices());
      settle(row);
      return row;
    } catch (RuntimeException e) {
      Faults.report(exchange.id(), e);
      Attempt row = record.unknown(rowStatus, timing(), reason);
      settle(row);
      return row;
    }
  }

  private void settle(Attempt row) {
    exchange.recorded(row, failed);
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
    long arrived = exchange.arrivedNanos();
    return new Timing(
        sentNanos == 0 ? OptionalLong.empty() : AttemptRecord.millis(sentNanos - arrived),
        firstNanos == 0 ? OptionalLong.empty() : AttemptRecord.millis(firstNanos - arrived),
        AttemptRecord.millis(System.nanoTime() - arrived));
  }
}
