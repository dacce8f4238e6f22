package dev.breakeven.gateway.http;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.gateway.metering.AttemptRecord.Outcome;
import dev.breakeven.gateway.metering.MirrorSkip;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.gateway.upstream.Refusals;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Replica.Verdict;
import dev.breakeven.gateway.upstream.UpstreamCall;
import dev.breakeven.wire.sse.EventData;
import dev.breakeven.wire.sse.EventSplitter;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// A copy of a call at a mirror: made once, read to its end, metered, and shown to nobody. Owned by
/// one event loop.
///
/// Whatever happens here says nothing of the replica to the calls of clients: a copy may fail for
/// reasons of its own.
final class MirrorRun implements UpstreamCall.Listener {
  private static final int SUCCESS = 2;

  private final String id;
  private final Lane lane;
  private final Clocks clocks;
  private final Replica replica;
  private final AttemptMeter meter;
  private final Runnable left;
  private final UpstreamCall call;
  private final PhaseClock clock;
  private final EventSplitter splitter = new EventSplitter(StreamRelay.LONGEST_EVENT);
  private int status;
  private boolean over;

  /// `left` runs once, when the copy is under way no more.
  MirrorRun(
      String id, Lane lane, Clocks clocks, Replica replica, AttemptMeter meter, Runnable left) {
    this.id = id;
    this.lane = lane;
    this.clocks = clocks;
    this.replica = replica;
    this.meter = meter;
    this.left = left;
    call = new UpstreamCall(lane.client(), this);
    clock =
        new PhaseClock(
            lane.vertx(),
            System.nanoTime() + clocks.total().toNanos(),
            phase -> failed(Failure.silent(phase)));
  }

  /// Writes the opening, then calls.
  void start(String path, MultiMap headers, Buffer body) {
    meter.open(problem -> guard(() -> opened(problem, path, headers, body)));
  }

  private void opened(
      Optional<BreakevenException> problem, String path, MultiMap headers, Buffer body) {
    if (problem.isPresent()) {
      end();
      lane.counters().mirrorsSkipped(MirrorSkip.LEDGER).increment();
      return;
    }
    lane.counters().attempts.increment();
    lane.counters().mirrors.increment();
    clock.arm("connect and head", clocks.connect().plus(clocks.header()));
    call.start(replica, HttpMethod.POST, path, headers, body, clocks.connect());
  }

  /// Does a step; a fault in it ends the copy.
  private void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      Faults.report(id, e);
      failed(Failure.fault());
    }
  }

  @Override
  public void sending() {
    meter.sent();
  }

  @Override
  public void head(HttpClientResponse response) {
    guard(() -> answered(response));
  }

  private void answered(HttpClientResponse response) {
    status = response.statusCode();
    String type = response.getHeader("content-type");
    if (status / 100 != SUCCESS) {
      collect(response, WholeBody.LONGEST_REFUSAL, body -> refused(response, body));
    } else if (type != null && type.startsWith("text/event-stream")) {
      clock.arm("first token", clocks.firstToken());
      response.handler(chunk -> guard(() -> chunk(chunk)));
      response.exceptionHandler(_ -> guard(this::streamEnded));
      response.endHandler(_ -> guard(this::streamEnded));
    } else {
      collect(response, WholeBody.LONGEST_ANSWER, this::plain);
    }
  }

  private void collect(HttpClientResponse response, int limit, Consumer<Buffer> then) {
    idle(clocks.idle());
    WholeBody.collect(
        response,
        limit,
        new WholeBody.Listener() {
          @Override
          public void piece() {
            idle(clocks.idle());
          }

          @Override
          public void collected(Buffer body) {
            if (!over) {
              guard(() -> then.accept(body));
            }
          }

          @Override
          public void failed(Failure failure) {
            MirrorRun.this.failed(failure);
          }
        });
  }

  private void idle(Duration limit) {
    clock.arm("idle", limit);
  }

  private void refused(HttpClientResponse response, Buffer body) {
    call.complete();
    failed(
        Refusals.read(
            status,
            response.getHeader("retry-after"),
            body,
            response.getHeader("content-type"),
            lane.clock().instant()));
  }

  private void plain(Buffer body) {
    meter.answer().body(body.getBytes(), 0, body.length());
    String error = meter.answer().facts().error();
    if (error.isEmpty()) {
      meter.first();
      whole();
    } else {
      failed(Failure.cut("the upstream's answer cannot be used: " + error));
    }
  }

  private void chunk(Buffer chunk) {
    if (over) {
      return;
    }
    if (meter.hasBegun()) {
      idle(clocks.idle());
    }
    try {
      splitter.feed(chunk.getBytes(), this::event);
    } catch (EventSplitter.TooLongException e) {
      failed(Failure.cut("the upstream's stream cannot be read: " + e.getMessage()));
    }
  }

  private void event(byte[] bytes, int from, int to) {
    EventData data = EventData.of(bytes, from, to);
    if (over || data.isEmpty()) {
      return;
    }
    meter.answer().event(data);
    switch (meter.answer().last()) {
      case CONTENT -> {
        if (meter.first()) {
          idle(clocks.idle());
        }
      }
      case OTHER, USAGE -> {
        // nobody to pass it on to
      }
      case END -> ended();
      case ERROR, MALFORMED ->
          failed(Failure.cut("the upstream broke off its answer with an error"));
    }
  }

  private void streamEnded() {
    if (!over) {
      splitter.finish(this::event);
    }
    if (!over) {
      ended();
    }
  }

  /// The mark of the end alone is none: an answer says why it ended.
  private void ended() {
    if (meter.answer().facts().complete()) {
      whole();
    } else {
      failed(Failure.cut("the upstream ended its answer in the middle"));
    }
  }

  private void whole() {
    call.complete();
    end();
    meter.close(Outcome.COMPLETE, status, this::count, () -> {});
  }

  @Override
  public void failed(Failure failure) {
    if (over) {
      return;
    }
    end();
    call.abort();
    lane.counters().failedAttempts.increment();
    lane.counters().failedMirrors.increment();
    meter.close(AttemptMeter.outcome(failure), failure.status(), this::count, () -> {});
  }

  private void count(Attempt row) {
    if (row.cost() instanceof Cost.Priced priced) {
      lane.counters().mirrorSpendNanos.add(priced.usd().nanos());
    }
  }

  private void end() {
    over = true;
    clock.stop();
    replica.ended(Verdict.UNKNOWN, System.nanoTime());
    left.run();
  }
}
