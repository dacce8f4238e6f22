package dev.breakeven.gateway.http;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.admission.Caller;
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.metering.AccessLog;
import dev.breakeven.gateway.metering.AttemptRecord;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.trace.CallTrace;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.RetryPolicy;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.dialect.RequestBody;
import dev.breakeven.wire.dialect.RequestFacts;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request of a client, from its body to the end of its answer, over as many attempts as it
/// takes. Owned by one event loop.
final class Exchange {
  private final Lane lane;
  private final Configuration configuration;
  private final HttpServerRequest request;
  private final Endpoint endpoint;
  private final Caller caller;
  private final String id;
  private final Reply reply;
  private final Context context = Objects.requireNonNull(Vertx.currentContext(), "context");
  private final long arrivedNanos = System.nanoTime();
  private @Nullable Gate gate;
  private Route route;
  private RateLimiter.@Nullable Pass pass;
  private @Nullable AttemptRun run;
  private @Nullable CallTrace trace;
  private @Nullable Refusal noRoom;
  private @Nullable Attempt lastRow;
  private Optional<Usd> usd = Optional.of(Usd.ZERO);
  private long tokens;
  private long upstreamNanos;

  Exchange(
      Lane lane,
      Configuration configuration,
      HttpServerRequest request,
      Endpoint endpoint,
      Caller caller,
      String id) {
    this.lane = lane;
    this.configuration = configuration;
    this.request = request;
    this.endpoint = endpoint;
    this.caller = caller;
    this.id = id;
    reply = new Reply(lane, request, endpoint, id, this::ended);
    route =
        new Route(
            new Choice(List.of(), ""),
            endpoint,
            new RequestBody(endpoint.dialect(), new byte[0]),
            "",
            0,
            false);
  }

  /// Takes the request with its body; `clientLeft` must be told from now on.
  void begin(Buffer received) {
    lane.counters().inFlight.incrementAndGet();
    if (lane.traces().isPresent()) {
      trace =
          lane.traces()
              .get()
              .begin(request, endpoint.path(), endpoint.operation(), id, arrivedNanos);
    }
    guard(() -> read(received));
  }

  /// Does a step of this request. A fault in it is told to the client, who would wait for ever.
  void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      Faults.report(id, e);
      try {
        if (run == null || !run.fault()) {
          reply.fault();
        }
      } catch (RuntimeException again) {
        Faults.report(id, again);
        reply.hangUp();
      }
    }
  }

  private void read(Buffer received) {
    Gate entered;
    try {
      entered = new Gate(lane, configuration, request, endpoint, caller, received);
    } catch (BreakevenException e) {
      reply.invalid(ErrorBody.of(e, id));
      return;
    }
    gate = entered;
    if (trace != null) {
      trace.asked(entered.facts());
    }
    switch (entered.route()) {
      case Admission.Answer.No<Route>(Refusal refusal) -> reply.refuse(refusal);
      case Admission.Answer.Yes<Route>(Route found) -> {
        route = found;
        if (route.hasUpstream()) {
          begin(entered);
        } else {
          reply.refuse(ErrorBody.of(route.untold(), id));
        }
      }
    }
  }

  /// Takes a place among the calls of this minute, then makes the first attempt.
  private void begin(Gate entered) {
    switch (entered.pass()) {
      case Admission.Answer.No<RateLimiter.Pass>(Refusal refusal) -> reply.refuse(refusal);
      case Admission.Answer.Yes<RateLimiter.Pass>(RateLimiter.Pass value) -> {
        pass = value;
        if (entered.facts().stream()) {
          reply.keepAlive(configuration.settings().operation().keepAlive());
        }
        next();
      }
    }
  }

  /// Makes the next attempt, at the first upstream of the route that takes it.
  private void next() {
    while (route.hasUpstream()) {
      Optional<Replica> replica = route.acquire(lane.counters());
      if (replica.isPresent() && launchOrRelease(replica.get())) {
        return;
      }
      route.advance();
    }
    if (noRoom != null) {
      reply.refuse(noRoom);
    } else {
      reply.refuse(
          new Refusal(
              Problem.UPSTREAMS_DOWN,
              "every upstream of model '%s' is down".formatted(gate().facts().model()),
              OptionalLong.of(5)));
    }
  }

  private boolean launchOrRelease(Replica replica) {
    boolean launched = false;
    try {
      launched = launch(replica);
      return launched;
    } finally {
      if (!launched) {
        replica.ended(Replica.Verdict.UNKNOWN, System.nanoTime());
      }
    }
  }

  /// Reserves and starts; false when the budget has no room for this upstream.
  private boolean launch(Replica replica) {
    Gate entered = gate();
    RequestFacts outline = entered.facts();
    UpstreamSettings settings = route.upstream().settings();
    Instant now = lane.clock().instant();
    Outbound told = route.outbound();
    MultiMap headers = Headers.upstream(request.headers(), settings);
    Admission.Answer<Budgets.Reservation> answer =
        entered.reserve(settings, route.model(), told.body().length(), now);
    if (answer instanceof Admission.Answer.No<Budgets.Reservation>(Refusal refusal)) {
      noRoom = refusal;
      return false;
    }
    Budgets.Reservation held = ((Admission.Answer.Yes<Budgets.Reservation>) answer).value();
    AttemptRecord record =
        new AttemptRecord(
            new AttemptId(id, route.attempt(replica)),
            now,
            entered.scope(),
            new AttemptRecord.Asked(
                Attempt.GATEWAY, outline.model(), outline.stream(), entered.body()),
            settings,
            route.model(),
            AnswerTap.of(settings.dialect()));
    lane.counters().attempts.increment();
    if (route.isChosen()) {
      reply.routed(route.reason());
    }
    if (trace != null) {
      trace.attempt(settings, replica, route.model(), route.reason(), headers);
    }
    long queued = outline.stream() ? route.promptTokens() : 0;
    AttemptMeter meter =
        new AttemptMeter(lane, context, record, held, route.reason(), arrivedNanos);
    run = new AttemptRun(this, replica, meter, told, queued);
    run.start(headers);
    return true;
  }

  /// An attempt failed before anything of it went out. `close` writes its row.
  void failed(Failure failure, Consumer<Runnable> close) {
    boolean more = route.hasAnother();
    boolean late = System.nanoTime() - deadlineNanos() >= 0;
    int jitter = Math.floorMod(id.hashCode() + 31 * route.attempts(), 1000);
    RetryPolicy.Step step = configuration.retryPolicy().after(failure, route.made(), more, jitter);
    if (failure.isOfReplica()
        && route.made() < retries().perUpstream()
        && route.hasFreshReplica()) {
      step = new RetryPolicy.Step.Again(0);
    }
    switch (late ? new RetryPolicy.Step.Stop() : step) {
      case RetryPolicy.Step.Again(long millis) -> {
        close.accept(() -> {});
        lane.vertx()
            .setTimer(
                Math.max(1, millis),
                _ -> {
                  if (!reply.isOver()) {
                    guard(this::next);
                  }
                });
      }
      case RetryPolicy.Step.Next _ -> {
        close.accept(() -> {});
        route.advance();
        next();
      }
      case RetryPolicy.Step.Stop _ -> close.accept(() -> reply.tell(failure));
    }
  }

  /// The ledger cannot be written: nothing was sent, and nothing may be.
  void unrecordable(BreakevenException problem) {
    reply.refuse(Refusal.of(Problem.LEDGER_UNAVAILABLE, problem.what()));
  }

  /// The client closed its connection.
  void clientLeft() {
    if (!reply.isOver()) {
      guard(
          () -> {
            if (run != null) {
              run.abandon();
            }
            reply.abandon();
          });
    }
  }

  private void log() {
    if (lane.access().file().isEmpty()) {
      return;
    }
    Optional<Gate> entered = Optional.ofNullable(gate);
    Optional<RequestFacts> asked = entered.map(Gate::facts);
    lane.access()
        .add(
            new AccessLog.Line(
                lane.clock().instant(),
                id,
                entered.map(Gate::scope).orElse(Scope.NONE),
                endpoint.path(),
                asked.map(RequestFacts::model).orElse(""),
                asked.map(RequestFacts::stream).orElse(false),
                reply.status(),
                reply.problem(),
                route.attempts(),
                Optional.ofNullable(lastRow),
                usd,
                (System.nanoTime() - arrivedNanos) / 1_000_000L));
  }

  private void ended() {
    lane.counters().inFlight.decrementAndGet();
    lane.counters().requests.increment();
    long now = System.nanoTime();
    lane.counters().overheadNanos.add(Math.max(0, now - arrivedNanos - upstreamNanos));
    if (pass != null) {
      pass.end(tokens, now);
    }
    log();
    if (trace != null) {
      trace.ended(reply.status(), reply.problem());
    }
    copy();
  }

  /// Once the last bytes have gone to the client.
  private void copy() {
    if (gate != null && reply.isGood() && !configuration.settings().mirrors().isEmpty()) {
      Copying copying = new Copying(lane, configuration, gate, request.headers(), id, context);
      context.runOnContext(_ -> copying.begin());
    }
  }

  private Gate gate() {
    return Objects.requireNonNull(gate, "gate");
  }

  /// The row of an attempt, before it is written; `failure` is why it was no answer.
  void recorded(Attempt row, Optional<Failure> failure) {
    lastRow = row;
    if (trace != null) {
      trace.attempted(row, failure);
    }
    if (row.metered().state() != Metered.State.ABSENT) {
      tokens += row.metered().usage().total().count();
    }
    usd =
        row.cost() instanceof Cost.Priced priced
            ? usd.map(before -> before.plus(priced.usd()))
            : Optional.empty();
    configuration.admission().used(row);
  }

  void upstreamTook(long nanos) {
    upstreamNanos += nanos;
  }

  Lane lane() {
    return lane;
  }

  Reply reply() {
    return reply;
  }

  Clocks clocks() {
    return configuration.settings().clocks();
  }

  Retries retries() {
    return configuration.settings().retries();
  }

  long deadlineNanos() {
    return arrivedNanos + clocks().total().toNanos();
  }

  String id() {
    return id;
  }
}
