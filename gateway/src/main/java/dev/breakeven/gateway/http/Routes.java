package dev.breakeven.gateway.http;

import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.admission.Caller;
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.metering.AccessLog;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.upstream.Upstream;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.dialect.ErrorBody;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Takes each request of one event loop to what answers it.
public final class Routes implements Handler<HttpServerRequest> {
  private final Lane lane;
  private final Supplier<Configuration> configuration;
  private final Supplier<Boolean> ready;

  /// `configuration` is asked once for each request; `ready` is false while the gateway stops.
  public Routes(Lane lane, Supplier<Configuration> configuration, Supplier<Boolean> ready) {
    this.lane = lane;
    this.configuration = configuration;
    this.ready = ready;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    String id = lane.ids().get();
    request.response().putHeader(Headers.REQUEST_ID, id);
    if (Endpoint.of(path).map(Endpoint::dialect).equals(Optional.of(Dialect.ANTHROPIC))) {
      request.response().putHeader(Headers.ANTHROPIC_REQUEST_ID, id);
    }
    switch (path) {
      case "/health" -> text(request, 200, "ok\n");
      case "/ready" ->
          text(request, ready.get() ? 200 : 503, ready.get() ? "ready\n" : "stopping\n");
      case "/v1/models" -> models(request);
      default -> {
        Optional<Endpoint> endpoint = Endpoint.of(path);
        if (endpoint.isEmpty()) {
          refuse(request, Dialect.OPENAI, Problem.UNKNOWN_PATH, "there is no " + path + " here");
        } else if (!request.method().equals(HttpMethod.POST)) {
          refuse(
              request, endpoint.get().dialect(), Problem.METHOD_NOT_ALLOWED, path + " takes POST");
        } else {
          forward(request, endpoint.get(), id);
        }
      }
    }
  }

  private void forward(HttpServerRequest request, Endpoint endpoint, String id) {
    Configuration current = configuration.get();
    if (!ready.get()) {
      refuse(request, endpoint.dialect(), Problem.STOPPING, "the gateway is stopping");
      return;
    }
    caller(current, request, endpoint.dialect())
        .ifPresent(caller -> receive(current, request, endpoint, caller, id));
  }

  /// Who calls, by the head of the request alone; empty when that was refused.
  private Optional<Caller> caller(
      Configuration current, HttpServerRequest request, Dialect dialect) {
    Optional<Refusal> unusable = Headers.unusable(request);
    return switch (current.admission().caller(Headers.secret(request), Headers.tag(request))) {
      case Admission.Answer.Yes<Caller>(Caller caller) when unusable.isEmpty() ->
          Optional.of(caller);
      case Admission.Answer.Yes<Caller> _ -> {
        refuse(request, dialect, unusable.get());
        yield Optional.empty();
      }
      case Admission.Answer.No<Caller>(Refusal refusal) -> {
        refuse(request, dialect, refusal);
        yield Optional.empty();
      }
    };
  }

  private void receive(
      Configuration current,
      HttpServerRequest request,
      Endpoint endpoint,
      Caller caller,
      String id) {
    String type = request.getHeader("content-type");
    if (type != null && !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      refuse(
          request,
          endpoint.dialect(),
          Problem.UNSUPPORTED_MEDIA_TYPE,
          "the body must be application/json");
      return;
    }
    Exchange exchange = new Exchange(lane, current, request, endpoint, caller, id);
    receive(request, endpoint, current.settings().bodies().limit(), exchange);
  }

  private void receive(HttpServerRequest request, Endpoint endpoint, int limit, Exchange exchange) {
    BodyIntake intake =
        new BodyIntake(
            lane.vertx(),
            request,
            limit,
            exchange::begin,
            refusal -> refuse(request, endpoint.dialect(), refusal));
    intake.start();
    request.exceptionHandler(_ -> {});
    request
        .response()
        .exceptionHandler(_ -> {})
        .closeHandler(
            _ -> {
              if (intake.isWhole()) {
                exchange.clientLeft();
              } else {
                intake.stop();
              }
            });
  }

  private void models(HttpServerRequest request) {
    Configuration current = configuration.get();
    caller(current, request, Dialect.OPENAI).ifPresent(caller -> models(current, request, caller));
  }

  /// What the first upstream that takes any says, or the names of the configuration: of those where
  /// the caller may go.
  private void models(Configuration current, HttpServerRequest request, Caller caller) {
    Set<String> names = new TreeSet<>(current.settings().aliases().names());
    for (Upstream upstream : current.upstreams().all()) {
      UpstreamSettings settings = upstream.settings();
      if (caller.mayGo(settings)) {
        if (settings.models().isEmpty()) {
          ModelList.relay(lane, upstream, upstream.replicas().getFirst(), request);
          return;
        }
        names.addAll(settings.models().keySet());
      }
    }
    request.response().putHeader("content-type", "application/json").end(ModelList.of(names));
  }

  private static void text(HttpServerRequest request, int status, String text) {
    request.response().setStatusCode(status).putHeader("content-type", "text/plain").end(text);
  }

  private void refuse(HttpServerRequest request, Dialect dialect, Refusal refusal) {
    refuse(request, dialect, refusal.problem(), refusal.message());
  }

  private void refuse(HttpServerRequest request, Dialect dialect, Problem problem, String message) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    lane.counters().refused.increment();
    String id = Headers.requestId(request);
    log(request, id, problem);
    trace(request, id, problem);
    ErrorBody error = new ErrorBody(problem.status(), message, problem.key(), "", id);
    // what is left of the body is not read: the connection cannot be used again
    if (!request.isEnded()) {
      response.putHeader("connection", "close");
    }
    response
        .setStatusCode(problem.status())
        .putHeader("content-type", "application/json")
        .end(Buffer.buffer(error.bytes(dialect)));
  }

  private void trace(HttpServerRequest request, String id, Problem problem) {
    if (lane.traces().isPresent()) {
      Endpoint.of(request.path() == null ? "" : request.path())
          .ifPresent(
              endpoint ->
                  lane.traces()
                      .get()
                      .begin(request, endpoint.path(), endpoint.operation(), id, System.nanoTime())
                      .ended(problem.status(), problem.key()));
    }
  }

  /// The line of a request of which no more is known than who asked for which path.
  private void log(HttpServerRequest request, String id, Problem problem) {
    String path = request.path() == null ? "" : request.path();
    lane.access()
        .add(
            new AccessLog.Line(
                lane.clock().instant(),
                id,
                Scope.NONE,
                path,
                "",
                false,
                problem.status(),
                problem.key(),
                0,
                Optional.empty(),
                Optional.of(Usd.ZERO),
                0));
  }
}
