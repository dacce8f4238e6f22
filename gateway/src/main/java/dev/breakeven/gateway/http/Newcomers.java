package dev.breakeven.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.IdentityHashMap;
import java.util.Map;

/// Closes connections whose first request has no whole head after a minute. Owned by one event
/// loop.
public final class Newcomers {
  private static final long MILLIS = 60_000;

  private final Vertx vertx;
  private final Map<HttpConnection, Long> timers = new IdentityHashMap<>();

  public Newcomers(Vertx vertx) {
    this.vertx = vertx;
  }

  /// Watches a server that has not begun to listen; its requests go to `routes`.
  public HttpServer watch(HttpServer server, Routes routes) {
    return server
        .connectionHandler(this::connected)
        .requestHandler(
            request -> {
              arrived(request);
              routes.handle(request);
            });
  }

  private void connected(HttpConnection connection) {
    timers.put(
        connection,
        vertx.setTimer(
            MILLIS,
            _ -> {
              timers.remove(connection);
              connection.close();
            }));
  }

  private void arrived(HttpServerRequest request) {
    Long timer = timers.remove(request.connection());
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
