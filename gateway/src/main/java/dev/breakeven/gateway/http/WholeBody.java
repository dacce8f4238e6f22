package dev.breakeven.gateway.http;

import dev.breakeven.gateway.upstream.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/// Collects an answer that is no stream. Owned by one event loop.
final class WholeBody {
  static final int LONGEST_REFUSAL = 256 << 10;
  static final int LONGEST_ANSWER = 64 << 20;

  private final int limit;
  private final Listener listener;
  private Buffer collected = Buffer.buffer();

  interface Listener {
    /// A piece has come.
    void piece();

    void collected(Buffer body);

    void failed(Failure failure);
  }

  private WholeBody(int limit, Listener listener) {
    this.limit = limit;
    this.listener = listener;
  }

  /// Tells `listener` of the body of `response`, once whole or failed unless it is longer than
  /// `limit` bytes.
  static void collect(HttpClientResponse response, int limit, Listener listener) {
    WholeBody body = new WholeBody(limit, listener);
    response.handler(body::take);
    response.exceptionHandler(_ -> listener.failed(Failure.cut("the upstream cut its answer off")));
    response.endHandler(_ -> listener.collected(body.collected));
  }

  private void take(Buffer chunk) {
    listener.piece();
    collected.appendBuffer(chunk);
    if (collected.length() > limit) {
      collected = Buffer.buffer();
      listener.failed(
          Failure.cut("the upstream's answer is longer than %,d bytes".formatted(limit)));
    }
  }
}
