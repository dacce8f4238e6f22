package dev.breakeven.gateway.http;

import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.sse.SseWriter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one client is answered, once: an upstream's answer, or an error in the client's dialect.
/// Owned by one event loop.
final class Reply {
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Endpoint endpoint;
  private final String id;
  private final Counters counters;
  private final Vertx vertx;
  private final Runnable ending;
  private @Nullable KeepAlive keepAlive;
  private boolean over;
  private String problem = "";

  /// `ending` runs once, before the last bytes go out.
  Reply(Lane lane, HttpServerRequest request, Endpoint endpoint, String id, Runnable ending) {
    this.request = request;
    response = request.response();
    this.endpoint = endpoint;
    this.id = id;
    counters = lane.counters();
    this.vertx = lane.vertx();
    this.ending = ending;
  }

  /// The code of the error that the client was told; empty where there was none.
  String problem() {
    return problem;
  }

  /// Whether the client got a whole answer that is no error.
  boolean isGood() {
    return problem.isEmpty() && response.getStatusCode() / 100 == 2;
  }

  /// The status of the answer, or 499 when nobody took it.
  int status() {
    return problem.equals(Problem.CLIENT_LEFT.key())
        ? Problem.CLIENT_LEFT.status()
        : response.getStatusCode();
  }

  /// From now on the client gets a sign of life after `every` without a byte: it waits for a
  /// stream. Before the head of any answer has come, such a sign brings one.
  void keepAlive(Duration every) {
    keepAlive = new KeepAlive(vertx, every, this::beat);
    keepAlive.start();
  }

  private void beat() {
    if (over || response.writeQueueFull()) {
      return;
    }
    if (!response.headWritten()) {
      response.putHeader("content-type", "text/event-stream").setChunked(true);
    }
    response.write(
        switch (endpoint.dialect()) {
          case OPENAI -> ": keep-alive\n\n";
          case ANTHROPIC -> "event: ping\ndata: {\"type\":\"ping\"}\n\n";
        });
  }

  /// Whole events of a stream whose head has gone out.
  void write(Buffer events) {
    if (keepAlive != null) {
      keepAlive.touched();
    }
    response.write(events);
  }

  /// The head of the answer says why it comes from where it does.
  void routed(String reason) {
    if (!over && !response.headWritten()) {
      response.putHeader(Headers.ROUTE, reason.replaceAll("[^ -~]", "?"));
    }
  }

  /// True when the client reads slower than it is written to; `then` runs once it has caught up.
  boolean isFull() {
    return response.writeQueueFull();
  }

  void whenDrained(Runnable then) {
    response.drainHandler(_ -> then.run());
  }

  /// True when nothing more may be said, or nobody listens.
  boolean isOver() {
    return over;
  }

  /// The head of a stream goes out now.
  void commit(HttpClientResponse head) {
    if (!over && !response.headWritten()) {
      Headers.answer(head.headers(), response.headers());
      response.setStatusCode(head.statusCode()).setChunked(true);
    }
  }

  /// A stream is whole and recorded: its last bytes go out.
  void streamed(Buffer tail) {
    if (!over) {
      end();
      // a stream that ended without the mark gets it, since libraries wait for it
      response.end(tail.length() > 0 ? tail : Buffer.buffer(endMark()));
    }
  }

  private String endMark() {
    return switch (endpoint) {
      case CHAT, COMPLETIONS, EMBEDDINGS -> "data: [DONE]\n\n";
      case MESSAGES, COUNT_TOKENS -> "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
      case RESPONSES -> "";
    };
  }

  void plain(HttpClientResponse head, Buffer answer) {
    if (over) {
      return;
    }
    if (response.headWritten()) {
      cut(Failure.cut("the upstream answered without a stream, too late for it"), Buffer.buffer());
    } else {
      Headers.answer(head.headers(), response.headers());
      response.setStatusCode(head.statusCode());
      end();
      response.end(answer);
    }
  }

  /// A stream broke after it had begun: the client must not take it for whole.
  void cut(Failure failure, Buffer said) {
    if (over) {
      return;
    }
    counters.failed.increment();
    ErrorBody error = error(failure);
    problem = error.code();
    end();
    breakOff(said.length() > 0 ? said : event(error));
  }

  /// Ends a stream so that nobody takes it for whole.
  private void breakOff(Buffer last) {
    response.write(last).onComplete(_ -> request.connection().close());
  }

  /// Passes the upstream's own refusal on, or says what happened.
  void tell(Failure failure) {
    if (over) {
      return;
    }
    counters.failed.increment();
    failure.retryAfterMillis().ifPresent(millis -> retryAfter((millis + 999) / 1000));
    ErrorBody error = error(failure);
    if (failure.body().length() == 0) {
      write(error);
    } else if (response.headWritten()) {
      write(ErrorBody.ofUpstream(failure.status(), failure.body().getBytes(), id));
    } else {
      problem = error.code();
      response.setStatusCode(failure.status()).putHeader("content-type", failure.contentType());
      end();
      response.end(failure.body());
    }
  }

  /// Says why no upstream is asked, or none any more.
  void refuse(Refusal refusal) {
    if (over) {
      return;
    }
    refusal.retryAfterSeconds().ifPresent(this::retryAfter);
    refuse(
        new ErrorBody(
            refusal.problem().status(), refusal.message(), refusal.problem().key(), "", id));
  }

  private void retryAfter(long seconds) {
    if (!response.headWritten()) {
      response.putHeader("retry-after", Long.toString(seconds));
    }
  }

  void refuse(ErrorBody error) {
    if (!over) {
      counters.refused.increment();
      write(error);
    }
  }

  /// The request cannot be read: nobody is to blame but the client.
  void invalid(ErrorBody error) {
    write(error);
  }

  /// Tells of a fault outside any attempt, as far as anything can still be told.
  void fault() {
    if (over) {
      hangUp();
    } else if (response.headWritten()) {
      cut(Failure.fault(), Buffer.buffer());
    } else {
      tell(Failure.fault());
    }
  }

  void hangUp() {
    if (!over) {
      end();
    }
    if (!response.ended()) {
      request.connection().close();
    }
  }

  /// The client left; false when it had been answered.
  boolean abandon() {
    if (over) {
      return false;
    }
    counters.abandoned.increment();
    problem = Problem.CLIENT_LEFT.key();
    end();
    return true;
  }

  private void end() {
    over = true;
    if (keepAlive != null) {
      keepAlive.stop();
    }
    ending.run();
  }

  private void write(ErrorBody error) {
    problem = error.code().isEmpty() ? Problem.INVALID_REQUEST.key() : error.code();
    if (response.headWritten()) {
      end();
      breakOff(event(error));
      return;
    }
    response.setStatusCode(error.status()).putHeader("content-type", "application/json");
    end();
    response.end(Buffer.buffer(error.bytes(endpoint.dialect())));
  }

  /// An error as an event of a stream.
  private Buffer event(ErrorBody error) {
    Buffer text = Buffer.buffer();
    SseWriter writer = new SseWriter(text::appendBytes);
    if (endpoint == Endpoint.RESPONSES) {
      writer.event("error", error.eventOfResponses());
    } else {
      String name = ErrorBody.eventName(endpoint.dialect());
      writer.event(name, error.bytes(endpoint.dialect()));
    }
    return text;
  }

  private ErrorBody error(Failure failure) {
    Problem known =
        switch (failure.kind()) {
          case UNREACHABLE -> Problem.UPSTREAM_UNREACHABLE;
          case SILENT -> Problem.UPSTREAM_TIMEOUT;
          case RESET, CUT -> Problem.UPSTREAM_CUT;
          case RATE_LIMITED, BROKEN, CONTEXT_LENGTH, REFUSED -> Problem.UPSTREAM_REFUSED;
          case UNTRANSLATABLE -> Problem.UPSTREAM_UNTRANSLATABLE;
          case FAULT -> Problem.INTERNAL_ERROR;
        };
    return new ErrorBody(failure.status(), failure.message(), known.key(), "", id);
  }
}
