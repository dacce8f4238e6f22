package dev.breakeven.gateway.http;

import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.sse.SseWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/// What one client is answered, once: an upstream's answer, or an error in the client's dialect.
/// Owned by one event loop.
final class Reply {
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Endpoint endpoint;
  private final String id;
  private final Counters counters;
  private final Runnable ending;
  private boolean over;

  /// `ending` runs once, before the last bytes go out.
  Reply(
      HttpServerRequest request, Endpoint endpoint, String id, Counters counters, Runnable ending) {
    this.request = request;
    response = request.response();
    this.endpoint = endpoint;
    this.id = id;
    this.counters = counters;
    this.ending = ending;
  }

  HttpServerResponse response() {
    return response;
  }

  /// True when nothing more may be said, or nobody listens.
  boolean isOver() {
    return over;
  }

  /// The head of a stream goes out now.
  void commit(HttpClientResponse head) {
    if (!over) {
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
    if (!over) {
      Headers.answer(head.headers(), response.headers());
      end();
      response.setStatusCode(head.statusCode()).end(answer);
    }
  }

  /// A stream broke after it had begun: the client must not take it for whole.
  void cut(Failure failure, Buffer said) {
    if (over) {
      return;
    }
    counters.failed.increment();
    end();
    Buffer last = said.length() > 0 ? said : event(error(failure));
    response.write(last).onComplete(_ -> request.connection().close());
  }

  /// Passes the upstream's own refusal on, or says what happened.
  void tell(Failure failure) {
    if (over) {
      return;
    }
    counters.failed.increment();
    failure
        .retryAfterMillis()
        .ifPresent(
            millis -> response.putHeader("retry-after", Long.toString((millis + 999) / 1000)));
    if (failure.body().length() > 0) {
      end();
      response
          .setStatusCode(failure.status())
          .putHeader("content-type", failure.contentType())
          .end(failure.body());
    } else {
      write(error(failure));
    }
  }

  /// Says why no upstream is asked, or none any more.
  void refuse(Refusal refusal) {
    if (over) {
      return;
    }
    refusal
        .retryAfterSeconds()
        .ifPresent(seconds -> response.putHeader("retry-after", Long.toString(seconds)));
    refuse(new ErrorBody(refusal.status(), refusal.message(), refusal.code(), "", id));
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
    end();
    return true;
  }

  private void end() {
    over = true;
    ending.run();
  }

  private void write(ErrorBody error) {
    end();
    response
        .setStatusCode(error.status())
        .putHeader("content-type", "application/json")
        .end(Buffer.buffer(error.bytes(endpoint.dialect())));
  }

  /// An error as an event of a stream.
  private Buffer event(ErrorBody error) {
    String name = ErrorBody.eventName(endpoint.dialect());
    Buffer text = Buffer.buffer();
    new SseWriter(text::appendBytes).event(name, error.bytes(endpoint.dialect()));
    return text;
  }

  private ErrorBody error(Failure failure) {
    String code =
        switch (failure.kind()) {
          case UNREACHABLE -> "upstream_unreachable";
          case SILENT -> "upstream_timeout";
          case RESET, CUT -> "upstream_cut";
          case RATE_LIMITED, BROKEN, CONTEXT_LENGTH, REFUSED -> "upstream_refused";
          case UNTRANSLATABLE -> "upstream_untranslatable";
          case FAULT -> "internal_error";
        };
    return new ErrorBody(failure.status(), failure.message(), code, "", id);
  }
}
