package dev.breakeven.gateway.upstream;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One request to one replica, up to the head of its answer. Owned by one event loop.
public final class UpstreamCall {
  private final HttpClientAgent client;
  private final Listener listener;
  private final @Nullable Context context = Vertx.currentContext();
  private @Nullable HttpClientRequest request;
  private boolean over;
  private boolean answered;

  /// Hears of the call, of the head or the failure once, on the event loop that began it.
  public interface Listener {
    /// Bytes are about to leave: from now on the upstream may work, and bill.
    void sending();

    /// The head has come; handlers for the body must be set before this returns.
    void head(HttpClientResponse response);

    void failed(Failure failure);
  }

  public UpstreamCall(HttpClientAgent client, Listener listener) {
    this.client = client;
    this.listener = listener;
  }

  public void start(
      Replica replica,
      HttpMethod method,
      String path,
      MultiMap headers,
      Buffer body,
      Duration connect) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost(replica.host())
            .setPort(replica.port())
            .setSsl(replica.isSecure())
            .setURI(replica.path(path))
            .setConnectTimeout(connect.toMillis())
            .setHeaders(headers);
    client
        .request(options)
        .onComplete(
            made -> {
              if (made.failed()) {
                fail(Failure.unreachable(reason(made.cause())));
              } else {
                send(made.result(), body);
              }
            });
  }

  private void send(HttpClientRequest made, Buffer body) {
    assert Objects.equals(context, Vertx.currentContext()) : "client and server on two event loops";
    request = made;
    if (over) {
      made.reset();
      return;
    }
    made.exceptionHandler(_ -> fail(Failure.reset()));
    listener.sending();
    made.send(body)
        .onComplete(
            sent -> {
              if (sent.failed()) {
                fail(
                    sent.cause() instanceof ConnectException
                        ? Failure.unreachable(reason(sent.cause()))
                        : Failure.reset());
              } else if (!over) {
                answered = true;
                listener.head(sent.result());
              }
            });
  }

  private void fail(Failure failure) {
    if (!over && !answered) {
      over = true;
      listener.failed(failure);
    }
  }

  /// Ends the call: the upstream sees its connection close and stops.
  public void abort() {
    if (!over) {
      over = true;
      if (request != null) {
        request.reset();
      }
    }
  }

  /// The answer has come to its end: there is nothing to abort any more.
  public void complete() {
    over = true;
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
