package dev.breakeven.gateway.http;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What operators see, on a port of its own that only this machine reaches.
public final class AdminRoutes implements Handler<HttpServerRequest> {
  private final Supplier<Configuration> configuration;
  private final Supplier<Boolean> ready;
  private final Counters counters;
  private final Runnable reload;
  private final KeyWatch watch;
  private final InstantSource clock;

  public AdminRoutes(
      Supplier<Configuration> configuration,
      Supplier<Boolean> ready,
      Counters counters,
      Runnable reload,
      KeyWatch watch,
      InstantSource clock) {
    this.configuration = configuration;
    this.ready = ready;
    this.counters = counters;
    this.reload = reload;
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    switch (path) {
      case "/health" -> text(request, 200, "ok\n");
      case "/ready" ->
          text(request, ready.get() ? 200 : 503, ready.get() ? "ready\n" : "stopping\n");
      case "/metrics" ->
          text(request, 200, metrics(configuration.get().upstreams().all(), counters, watch));
      case "/reload" -> aside(request, this::reload);
      case "/resume" -> aside(request, () -> resume(request.getParam("key")));
      case "/drain" -> drain(request, true);
      case "/undrain" -> drain(request, false);
      default -> text(request, 404, "there is no " + path + " here\n");
    }
  }

  /// What `/metrics` shows, in the text format of Prometheus.
  public static String metrics(List<Upstream> upstreams, Counters counters, KeyWatch watch) {
    return Metrics.text(upstreams, counters, watch);
  }

  /// What is answered, with its status.
  private record Said(int status, String text) {}

  private Said reload() {
    reload.run();
    return new Said(200, "reloaded\n");
  }

  /// `/resume?key=ci` gives a suspended key calls again.
  private Said resume(@Nullable String key) {
    return key != null && watch.lift(key, clock.instant())
        ? new Said(200, "resumed\n")
        : new Said(404, "no such key is suspended\n");
  }

  /// Does what reads or writes files, which is no work for an event loop.
  private static void aside(HttpServerRequest request, Supplier<Said> work) {
    if (!isPost(request)) {
      return;
    }
    Context context = Objects.requireNonNull(Vertx.currentContext(), "context");
    Thread.ofVirtual()
        .start(
            () -> {
              Said said = said(work);
              context.runOnContext(_ -> text(request, said.status(), said.text()));
            });
  }

  private static Said said(Supplier<Said> work) {
    try {
      return work.get();
    } catch (BreakevenException e) {
      return new Said(400, e.oneLine() + "\n");
    }
  }

  /// `/drain?replica=host:port` keeps new calls from a replica.
  private void drain(HttpServerRequest request, boolean value) {
    if (!isPost(request)) {
      return;
    }
    String name = request.getParam("replica");
    List<Replica> named =
        configuration.get().upstreams().all().stream()
            .flatMap(upstream -> upstream.replicas().stream())
            .filter(replica -> replica.name().equals(name))
            .toList();
    named.forEach(replica -> replica.drain(value));
    text(
        request,
        named.isEmpty() ? 404 : 200,
        named.isEmpty() ? "there is no such replica\n" : value ? "draining\n" : "back\n");
  }

  private static boolean isPost(HttpServerRequest request) {
    boolean post = request.method().equals(HttpMethod.POST);
    if (!post) {
      text(request, 405, "POST changes something\n");
    }
    return post;
  }

  private static void text(HttpServerRequest request, int status, String text) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
        .end(text);
  }
}
