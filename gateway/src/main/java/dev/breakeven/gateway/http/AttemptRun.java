package dev.breakeven.gateway.http;

import dev.breakeven.core.error.BreakevenException;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One attempt to have a request answered: ledger line, call, clocks, relay, and the row at its
/// end. Owned by one event loop; tells its exchange exactly once how it ended.
final class AttemptRun implements UpstreamCall.Listener, StreamRelay.Listener {
  private static final int SUCCESS = 2;
  private static final int CLIENT_LEFT = 499;

  private final Exchange exchange;
  private final Lane lane;
  private final Replica replica;
  private final AttemptMeter meter;
  private final Outbound outbound;
  private final UpstreamCall call;
  private final PhaseClock clock;
  private @Nullable StreamRelay relay;
  private long queued;
  private int status;
  private Optional<Failure> failed = Optional.empty();
  private boolean over;

  /// `queued` are the prompt tokens of a stream; 0 where its first token will not be seen.
  AttemptRun(
      Exchange exchange, Replica replica, AttemptMeter meter, Outbound outbound, long queued) {
    this.exchange = exchange;
    this.lane = exchange.lane();
    this.replica = replica;
    this.meter = meter;
    this.outbound = outbound;
    this.queued = queued;
    replica.queued(queued);
    call = new UpstreamCall(lane.client(), this);
    clock =
        new PhaseClock(
            lane.vertx(), exchange.deadlineNanos(), phase -> exchange.guard(() -> timeout(phase)));
  }

  /// Writes the opening, then calls.
  void start(MultiMap headers) {
    meter.open(problem -> exchange.guard(() -> opened(problem, headers)));
  }

  private void opened(Optional<BreakevenException> problem, MultiMap headers) {
    if (problem.isPresent()) {
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
    meter.sent();
  }

  @Override
  public void head(HttpClientResponse response) {
    exchange.guard(() -> answered(response));
  }

  private void answered(HttpClientResponse response) {
    status = response.statusCode();
    String type = response.getHeader("content-type");
    if (status / 100 != SUCCESS) {
      collect(response, WholeBody.LONGEST_REFUSAL, body -> refused(response, body));
    } else if (type != null && type.startsWith("text/event-stream")) {
      clock.arm("first token", exchange.clocks().firstToken());
      relay =
          new StreamRelay(
              response,
              exchange.reply(),
              meter.answer(),
              outbound.hidesUsage(),
              exchange.retries().holdTokens(),
              out -> outbound.stream(meter.answer(), now(), exchange.id(), out),
              this);
      relay.start(exchange::guard);
    } else {
      collect(response, WholeBody.LONGEST_ANSWER, body -> plain(response, body));
    }
  }

  private void collect(HttpClientResponse response, int limit, Consumer<Buffer> then) {
    clock.arm("idle", exchange.clocks().idle());
    WholeBody.collect(
        response,
        limit,
        new WholeBody.Listener() {
          @Override
          public void piece() {
            clock.arm("idle", exchange.clocks().idle());
          }

          @Override
          public void collected(Buffer body) {
            if (!over) {
              exchange.guard(() -> then.accept(body));
            }
          }

          @Override
          public void failed(Failure failure) {
            AttemptRun.this.failed(failure);
          }
        });
  }

  private void refused(HttpClientResponse response, Buffer body) {
    call.complete();
    Failure refusal =
        Refusals.read(
            status,
            response.getHeader("retry-after"),
            body,
            response.getHeader("content-type"),
            lane.clock().instant());
    failed(outbound.refusal(refusal, exchange.id()));
  }

  /// In seconds since 1970.
  private long now() {
    return lane.clock().instant().getEpochSecond();
  }

  private void plain(HttpClientResponse response, Buffer body) {
    meter.answer().body(body.getBytes(), 0, body.length());
    String error = meter.answer().facts().error();
    if (!error.isEmpty()) {
      failed(Failure.cut("the upstream's answer cannot be used: " + error));
      return;
    }
    Buffer answer;
    try {
      answer = outbound.answer(body, now());
    } catch (BreakevenException e) {
      failed(Failure.untranslatable(e.what()));
      return;
    }
    call.complete();
    meter.first();
    end(Verdict.HEALTHY);
    close(Outcome.COMPLETE, status, () -> exchange.reply().plain(response, answer));
  }

  @Override
  public void committing(HttpClientResponse head) {
    exchange.reply().commit(head);
  }

  @Override
  public void content() {
    if (meter.first()) {
      dequeue();
      clock.arm("idle", exchange.clocks().idle());
    }
  }

  @Override
  public void alive() {
    if (meter.hasBegun()) {
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
    Outcome outcome = AttemptMeter.outcome(failure);
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
      close(meter.isSent() ? Outcome.CUT : Outcome.REFUSED, CLIENT_LEFT, () -> {});
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
    exchange.upstreamTook(meter.upstreamNanos());
  }

  private void close(Outcome outcome, int rowStatus, Runnable then) {
    meter.close(
        outcome, rowStatus, row -> exchange.recorded(row, failed), () -> exchange.guard(then));
  }
}
