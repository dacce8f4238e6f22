package dev.breakeven.gateway.http;

import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Upstream;
import dev.breakeven.gateway.upstream.UpstreamCall;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.report.JsonOut;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Set;

/// Answers which models there are.
final class ModelList {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private ModelList() {}

  static String of(Set<String> names) {
    StringWriter text = new StringWriter();
    JsonOut.write(
        text,
        json ->
            json.text("object", "list")
                .array(
                    "data",
                    names,
                    name ->
                        json.text("id", name)
                            .text("object", "model")
                            .number("created", 0)
                            .text("owned_by", "breakeven")));
    return text.toString();
  }

  /// Asks one replica.
  static void relay(Lane lane, Upstream upstream, Replica replica, HttpServerRequest request) {
    new UpstreamCall(lane.client(), new Relay(request))
        .start(
            replica,
            HttpMethod.GET,
            "/v1/models",
            Headers.upstream(request.headers(), upstream.settings()),
            Buffer.buffer(),
            CONNECT);
  }

  /// Passes the answer on.
  private record Relay(HttpServerRequest request) implements UpstreamCall.Listener {
    @Override
    public void sending() {}

    @Override
    public void head(HttpClientResponse response) {
      response
          .body()
          .onSuccess(
              body -> {
                Headers.answer(response.headers(), request.response().headers());
                request.response().setStatusCode(response.statusCode()).end(body);
              })
          .onFailure(_ -> failed(Failure.reset()));
    }

    @Override
    public void failed(Failure failure) {
      ErrorBody error =
          new ErrorBody(
              failure.status(),
              failure.message(),
              Problem.UPSTREAM_UNREACHABLE.key(),
              "",
              Headers.requestId(request));
      request
          .response()
          .setStatusCode(failure.status())
          .putHeader("content-type", "application/json")
          .end(Buffer.buffer(error.bytes(Dialect.OPENAI)));
    }
  }
}
