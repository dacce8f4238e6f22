package dev.breakeven.gateway.http;

import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/// Takes the body of one request, up to a limit and within a minute. Owned by one event loop.
final class BodyIntake {
  private static final long MILLIS = 60_000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final int limit;
  private final Consumer<Buffer> whole;
  private final Consumer<Refusal> refused;
  private final Buffer body = Buffer.buffer();
  private long timer;
  private boolean over;
  private boolean complete;

  BodyIntake(
      Vertx vertx,
      HttpServerRequest request,
      int limit,
      Consumer<Buffer> whole,
      Consumer<Refusal> refused) {
    this.vertx = vertx;
    this.request = request;
    this.limit = limit;
    this.whole = whole;
    this.refused = refused;
  }

  void start() {
    timer =
        vertx.setTimer(MILLIS, _ -> refuse(Problem.BODY_TIMEOUT, "the body did not come in time"));
    request.handler(this::chunk);
    request.endHandler(
        _ -> {
          if (!over) {
            stop();
            complete = true;
            whole.accept(body);
          }
        });
  }

  private void chunk(Buffer chunk) {
    if (over) {
      return;
    }
    if (body.length() + chunk.length() > limit) {
      refuse(Problem.BODY_TOO_LARGE, "the body is larger than %,d bytes".formatted(limit));
    } else {
      body.appendBuffer(chunk);
    }
  }

  private void refuse(Problem problem, String message) {
    stop();
    refused.accept(Refusal.of(problem, message));
  }

  /// Takes nothing more.
  void stop() {
    over = true;
    vertx.cancelTimer(timer);
  }

  /// True once the whole body was given on.
  boolean isWhole() {
    return complete;
  }
}
