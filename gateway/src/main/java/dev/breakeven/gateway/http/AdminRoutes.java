package dev.breakeven.gateway.http;

import dev.breakeven.gateway.metering.Counters;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/// What operators see, on a port of its own that only this machine reaches.
public final class AdminRoutes implements Handler<HttpServerRequest> {
  private final Supplier<Configuration> configuration;
  private final Supplier<Boolean> ready;
  private final Counters counters;

  public AdminRoutes(
      Supplier<Configuration> configuration, Supplier<Boolean> ready, Counters counters) {
    this.configuration = configuration;
    this.ready = ready;
    this.counters = counters;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    switch (path) {
      case "/health" -> text(request, 200, "ok\n");
      case "/ready" ->
          text(request, ready.get() ? 200 : 503, ready.get() ? "ready\n" : "stopping\n");
      case "/metrics" -> text(request, 200, Metrics.text(configuration.get(), counters));
      default -> text(request, 404, "there is no " + path + " here\n");
    }
  }

  private static void text(HttpServerRequest request, int status, String text) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
        .end(text);
  }
}
