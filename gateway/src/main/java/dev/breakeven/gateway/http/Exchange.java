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
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.metering.AccessLog;
import dev.breakeven.gateway.metering.AttemptRecord;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.gateway.trace.CallTrace;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.RetryPolicy;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.dialect.RequestBody;
import dev.breakeven.wire.dialect.RequestFacts;
import dev.breakeven.wire.translate.OpenAiTarget;
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
  private final Optional<VirtualKey> key;
  private final String id;
  private final Reply reply;
  private final Context context = Objects.requireNonNull(Vertx.currentContext(), "context");
  private final long arrivedNanos = System.nanoTime();
  private RequestBody body;
  private Optional<RequestFacts> asked = Optional.empty();
  private Scope scope = Scope.NONE;
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
      Optional<VirtualKey> key,
      String id) {
    this.lane = lane;
    this.configuration = configuration;
    this.request = request;
    this.endpoint = endpoint;
    this.key = key;
    this.id = id;
    reply = new Reply(lane, request, endpoint, id, this::ended);
    body = new RequestBody(endpoint.dialect(), new byte[0]);
    route = new Route(new Choice(List.of(), ""), endpoint, body, "", 0, false);
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
    RequestFacts facts;
    try {
      body = new RequestBody(endpoint.dialect(), received.getBytes());
      facts = body.facts();
    } catch (BreakevenException e) {
      reply.invalid(ErrorBody.of(e, id));
      return;
    }
    asked = Optional.of(facts);
    if (trace != null) {
      trace.asked(facts);
    }
    admit(facts);
  }

  private void admit(RequestFacts facts) {
    String model = facts.model();
    String session = header(Headers.SESSION);
    scope =
        Admission.scope(
            key,
            header(Headers.SERVICE),
            facts.user(),
            session.isEmpty() ? facts.session() : session);
    Optional<Refusal> barred = configuration.barred(endpoint, model, escalated(), key);
    if (barred.isPresent()) {
      reply.refuse(barred.get());
      return;
    }
    Choice choice =
        new Choice.Question(
                configuration, endpoint, facts, key, lane.prices(), lane.clock().instant())
            .choice(escalated());
    if (choice.legs().isEmpty()) {
      reply.refuse(Configuration.outside(model, key));
      return;
    }
    boolean isCapped = configuration.admission().isCapped(scope, model);
    Optional<Refusal> unbounded = unbounded(facts, isCapped);
    if (unbounded.isPresent()) {
      reply.refuse(unbounded.get());
      return;
    }
    route = new Route(choice, endpoint, body, scope.session(), defaultOutput(), isCapped);
    if (!route.hasUpstream()) {
      reply.refuse(ErrorBody.of(route.untold(), id));
      return;
    }
    begin(facts);
  }

  private boolean escalated() {
    return header(Headers.ESCALATE).equalsIgnoreCase("true");
  }

  /// Takes a place among the calls of this minute, then makes the first attempt.
  private void begin(RequestFacts facts) {
    long estimate = AttemptRecord.tokens(facts.promptBytes()) + facts.maxTokens().orElse(0);
    switch (configuration.admission().pass(scope, facts.model(), estimate, System.nanoTime())) {
      case Admission.Answer.No<RateLimiter.Pass>(Refusal refusal) -> reply.refuse(refusal);
      case Admission.Answer.Yes<RateLimiter.Pass>(RateLimiter.Pass value) -> {
        pass = value;
        if (facts.stream()) {
          reply.keepAlive(configuration.settings().operation().keepAlive());
        }
        next();
      }
    }
  }

  /// Why the cost of the call could not be held or told; empty when it can.
  private Optional<Refusal> unbounded(RequestFacts facts, boolean isCapped) {
    if (endpoint == Endpoint.RESPONSES && body.runsInBackground()) {
      return Optional.of(
          Refusal.invalid("'background' is not passed on: nobody would see what it uses"));
    }
    boolean bounded = !endpoint.generates() || facts.maxTokens().isPresent() || defaultOutput() > 0;
    if (isCapped && !bounded) {
      return Optional.of(
          Refusal.invalid(
              "a budget covers this call: state '%s', so that its worst case is known"
                  .formatted(endpoint.boundField(OpenAiTarget.COMPATIBLE))));
    }
    return isCapped && endpoint == Endpoint.RESPONSES
        ? body.storedInput()
            .map(
                field ->
                    Refusal.invalid(
                        "a budget covers this call, and what '%s' adds to it is not known"
                            .formatted(field)))
        : Optional.empty();
  }

  private long defaultOutput() {
    return configuration.settings().defaultOutput();
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
              "every upstream of model '%s' is down".formatted(body.facts().model()),
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
    RequestFacts outline = body.facts();
    UpstreamSettings settings = route.upstream().settings();
    Instant now = lane.clock().instant();
    Outbound told = route.outbound();
    MultiMap headers = Headers.upstream(request.headers(), settings);
    Admission.Answer<Budgets.Reservation> answer = reserve(settings, told.body().length(), now);
    if (answer instanceof Admission.Answer.No<Budgets.Reservation>(Refusal refusal)) {
      noRoom = refusal;
      return false;
    }
    Budgets.Reservation held = ((Admission.Answer.Yes<Budgets.Reservation>) answer).value();
    AttemptRecord record =
        new AttemptRecord(
            new AttemptId(id, route.attempt(replica)),
            now,
            scope,
            new AttemptRecord.Asked(outline.model(), outline.stream(), body),
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
    run = new AttemptRun(this, replica, held, record, told, route.reason(), queued);
    run.start(headers);
    return true;
  }

  private Admission.Answer<Budgets.Reservation> reserve(
      UpstreamSettings upstream, int sentBytes, Instant now) {
    RequestFacts outline = body.facts();
    Admission admission = configuration.admission();
    if (!admission.isCapped(scope, outline.model())) {
      return admission.reserve(scope, outline.model(), Usd.ZERO, now);
    }
    int bytes = Math.max(body.bytes().length, sentBytes);
    WorstCase worst = WorstCase.of(endpoint, outline, bytes, defaultOutput());
    return lane.prices()
        .worstCase(upstream, route.model(), worst.input(), worst.output(), now)
        .map(usd -> admission.reserve(scope, outline.model(), usd, now))
        .orElseGet(
            () ->
                new Admission.Answer.No<>(
                    Refusal.of(
                        Problem.MODEL_UNPRICED,
                        "a budget covers this call, and model '%s' at '%s' has no price"
                            .formatted(route.model(), upstream.name()))));
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
    lane.access()
        .add(
            new AccessLog.Line(
                lane.clock().instant(),
                id,
                scope,
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
  }

  private String header(String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
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
  }

  void upstreamTook(long nanos) {
    upstreamNanos += nanos;
  }

  /// The context of this request, on which everything of it happens.
  Context context() {
    return context;
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

  long arrivedNanos() {
    return arrivedNanos;
  }

  long deadlineNanos() {
    return arrivedNanos + clocks().total().toNanos();
  }

  String id() {
    return id;
  }
}
