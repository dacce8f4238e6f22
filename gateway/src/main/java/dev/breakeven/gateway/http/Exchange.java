package dev.breakeven.gateway.http;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.metering.AttemptRecord;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.RetryPolicy;
import dev.breakeven.gateway.upstream.Upstream;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.dialect.RequestBody;
import dev.breakeven.wire.dialect.RequestFacts;
import dev.breakeven.wire.sse.SseWriter;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request of a client, from its body to the end of its answer, over as many attempts as it
/// takes. Owned by one event loop.
final class Exchange {
  /// What a part that is no text may count at most, in input tokens.
  private static final long ATTACHMENT_TOKENS = 16_384;

  /// No bound that a client states counts for more: no cap has room for it anyway.
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  private final Lane lane;
  private final Configuration configuration;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Endpoint endpoint;
  private final Optional<VirtualKey> key;
  private final String id;
  private final Context context = Objects.requireNonNull(Vertx.currentContext(), "context");
  private final long arrivedNanos = System.nanoTime();
  private RequestBody body;
  private Scope scope = Scope.NONE;
  private List<Upstream> chain = List.of();
  private RateLimiter.@Nullable Pass pass;
  private @Nullable AttemptRun run;
  private @Nullable Refusal noRoom;
  private @Nullable BreakevenException untold;
  private final Map<Upstream, Outbound> outbound = new HashMap<>();
  private final Set<Replica> tried = new HashSet<>();
  private int position;
  private int made;
  private int attempts;
  private long tokens;
  private long upstreamNanos;
  private boolean spilled;
  private boolean over;

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
    this.response = request.response();
    this.endpoint = endpoint;
    this.key = key;
    this.id = id;
    body = new RequestBody(endpoint.dialect(), new byte[0]);
  }

  /// Takes the request with its body; `clientLeft` must be told from now on.
  void begin(Buffer received) {
    lane.counters().inFlight.incrementAndGet();
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
          fail();
        }
      } catch (RuntimeException again) {
        Faults.report(id, again);
        hangUp();
      }
    }
  }

  /// Tells of a fault outside any attempt, as far as anything can still be told.
  private void fail() {
    if (over) {
      hangUp();
    } else if (response.headWritten()) {
      cut(Failure.fault(), Buffer.buffer());
    } else {
      tell(Failure.fault());
    }
  }

  private void hangUp() {
    if (!over) {
      finish();
    }
    if (!response.ended()) {
      request.connection().close();
    }
  }

  private void read(Buffer received) {
    RequestFacts facts;
    try {
      body = new RequestBody(endpoint.dialect(), received.getBytes());
      facts = body.facts();
    } catch (BreakevenException e) {
      reply(ErrorBody.of(e, id));
      return;
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
    Optional<Refusal> barred = configuration.barred(endpoint, model, key);
    if (barred.isPresent()) {
      refuse(barred.get());
      return;
    }
    chain = configuration.upstreams().chain(model, endpoint.dialects(), key);
    if (configuration.admission().isCapped(scope, model) && !boundOutput()) {
      refuse(
          Refusal.invalid(
              "a budget covers this call: state 'max_tokens', so that its worst case is known"));
      return;
    }
    if (!hasUpstream()) {
      lane.counters().refused.increment();
      reply(ErrorBody.of(Objects.requireNonNull(untold), id));
      return;
    }
    long estimate =
        AttemptRecord.tokens(facts.promptBytes())
            + Math.min(facts.maxTokens().orElse(0), MOST_TOKENS);
    switch (configuration.admission().pass(scope, model, estimate, System.nanoTime())) {
      case Admission.Answer.No<RateLimiter.Pass>(Refusal refusal) -> refuse(refusal);
      case Admission.Answer.Yes<RateLimiter.Pass>(RateLimiter.Pass value) -> {
        pass = value;
        next();
      }
    }
  }

  /// Makes sure that the output has a bound; false when it has none and none may be set.
  private boolean boundOutput() {
    if (!endpoint.generates() || body.facts().maxTokens().isPresent()) {
      return true;
    }
    return configuration.settings().defaultOutput() > 0;
  }

  /// Makes the next attempt, at the first upstream from `position` on that takes it.
  private void next() {
    while (hasUpstream()) {
      Upstream upstream = chain.get(position);
      if (made == 0 && upstream.isSaturated() && hasAnother()) {
        spilled = true;
        lane.counters().spilled.increment();
      } else {
        Optional<Replica> replica = upstream.acquire(PromptPrefixes.NONE, tried, System.nanoTime());
        if (replica.isPresent() && launchOrRelease(upstream, replica.get())) {
          return;
        }
      }
      position++;
      made = 0;
    }
    if (noRoom != null) {
      refuse(noRoom);
    } else {
      refuse(
          new Refusal(
              503,
              "upstreams_down",
              "every upstream of model '%s' is down".formatted(body.facts().model()),
              OptionalLong.of(5)));
    }
  }

  /// Whether there is an upstream at `position`.
  private boolean hasUpstream() {
    return isTellable(position);
  }

  /// Whether there is one after it.
  private boolean hasAnother() {
    return isTellable(position + 1);
  }

  /// Whether there is an upstream at an index of the chain; those that cannot be told the request
  /// leave it.
  private boolean isTellable(int index) {
    while (index < chain.size()) {
      try {
        outbound(chain.get(index));
        return true;
      } catch (BreakevenException e) {
        untold = e;
        chain.remove(index);
      }
    }
    return false;
  }

  /// The request as this upstream gets it, made once.
  private Outbound outbound(Upstream upstream) {
    Outbound known = outbound.get(upstream);
    if (known == null) {
      String asked = body.facts().model();
      known =
          Outbound.of(
              endpoint,
              body,
              upstream.settings(),
              upstream.servedName(asked).orElse(asked),
              configuration.settings().defaultOutput(),
              configuration.admission().isCapped(scope, asked));
      outbound.put(upstream, known);
    }
    return known;
  }

  private boolean launchOrRelease(Upstream upstream, Replica replica) {
    boolean launched = false;
    try {
      launched = launch(upstream, replica);
      return launched;
    } finally {
      if (!launched) {
        replica.ended(Replica.Verdict.UNKNOWN, System.nanoTime());
      }
    }
  }

  /// Reserves and starts; false when the budget has no room for this upstream.
  private boolean launch(Upstream upstream, Replica replica) {
    RequestFacts outline = body.facts();
    UpstreamSettings settings = upstream.settings();
    String model = upstream.servedName(outline.model()).orElse(outline.model());
    Instant now = lane.clock().instant();
    Outbound told = outbound(upstream);
    MultiMap headers = Headers.upstream(request.headers(), settings);
    Admission.Answer<Budgets.Reservation> answer =
        reserve(settings, model, told.body().length(), now);
    if (answer instanceof Admission.Answer.No<Budgets.Reservation>(Refusal refusal)) {
      noRoom = refusal;
      return false;
    }
    Budgets.Reservation held = ((Admission.Answer.Yes<Budgets.Reservation>) answer).value();
    attempts++;
    made++;
    tried.add(replica);
    AttemptRecord record =
        new AttemptRecord(
            new AttemptId(id, attempts),
            now,
            scope,
            new AttemptRecord.Asked(
                endpoint.dialect().key(), outline.model(), outline.stream(), body.bytes().length),
            settings,
            model,
            AnswerTap.of(settings.dialect()));
    lane.counters().attempts.increment();
    run = new AttemptRun(this, replica, held, record, told, reason(upstream));
    run.start(headers);
    return true;
  }

  private String reason(Upstream upstream) {
    String how =
        attempts > 1
            ? "attempt " + attempts
            : spilled ? "spilled" : position > 0 ? "those before are down" : "first choice";
    return upstream.settings().name() + ": " + how;
  }

  private Admission.Answer<Budgets.Reservation> reserve(
      UpstreamSettings upstream, String model, int sentBytes, Instant now) {
    String asked = body.facts().model();
    if (!configuration.admission().isCapped(scope, asked)) {
      return configuration.admission().reserve(scope, asked, Usd.ZERO, now);
    }
    RequestFacts outline = body.facts();
    long input =
        Math.max(body.bytes().length, sentBytes)
            + ATTACHMENT_TOKENS * ((long) outline.images() + outline.audio() + outline.documents());
    long output = endpoint.generates() ? multiplied(outline.answers(), outputBound()) : 0;
    return lane.prices()
        .worstCase(upstream, model, input, output, now)
        .map(worst -> configuration.admission().reserve(scope, asked, worst, now))
        .orElseGet(
            () ->
                new Admission.Answer.No<>(
                    Refusal.of(
                        403,
                        "model_unpriced",
                        "a budget covers this call, and model '%s' at '%s' has no price"
                            .formatted(model, upstream.name()))));
  }

  /// The product, at most [#MOST_TOKENS].
  private static long multiplied(long one, long other) {
    boolean fits = Math.multiplyHigh(one, other) == 0 && one * other >= 0;
    return fits ? Math.min(one * other, MOST_TOKENS) : MOST_TOKENS;
  }

  private long outputBound() {
    return body.facts().maxTokens().orElse(configuration.settings().defaultOutput());
  }

  /// An attempt failed before anything of it went out. `close` writes its row.
  void failed(Failure failure, Consumer<Runnable> close) {
    boolean more = hasAnother();
    boolean late = System.nanoTime() - deadlineNanos() >= 0;
    int jitter = Math.floorMod(id.hashCode() + 31 * attempts, 1000);
    RetryPolicy.Step step = configuration.retryPolicy().after(failure, made, more, jitter);
    if (failure.isOfReplica()
        && made < retries().perUpstream()
        && chain.get(position).hasOther(tried)) {
      step = new RetryPolicy.Step.Again(0);
    }
    switch (late ? new RetryPolicy.Step.Stop() : step) {
      case RetryPolicy.Step.Again(long millis) -> {
        close.accept(() -> {});
        lane.vertx()
            .setTimer(
                Math.max(1, millis),
                _ -> {
                  if (!over) {
                    guard(this::next);
                  }
                });
      }
      case RetryPolicy.Step.Next _ -> {
        close.accept(() -> {});
        position++;
        made = 0;
        next();
      }
      case RetryPolicy.Step.Stop _ -> close.accept(() -> tell(failure));
    }
  }

  /// Passes the upstream's own refusal on, or says what happened.
  private void tell(Failure failure) {
    if (over) {
      return;
    }
    lane.counters().failed.increment();
    failure
        .retryAfterMillis()
        .ifPresent(
            millis -> response.putHeader("retry-after", Long.toString((millis + 999) / 1000)));
    if (failure.body().length() > 0) {
      finish();
      response
          .setStatusCode(failure.status())
          .putHeader("content-type", failure.contentType())
          .end(failure.body());
    } else {
      reply(error(failure));
    }
  }

  private ErrorBody error(Failure failure) {
    String code =
        switch (failure.kind()) {
          case UNREACHABLE -> "upstream_unreachable";
          case SILENT -> "upstream_timeout";
          case RESET, CUT -> "upstream_cut";
          case RATE_LIMITED, BROKEN, CONTEXT_LENGTH, REFUSED -> "upstream_refused";
          case UNTRANSLATABLE -> "upstream_untranslatable";
          case FAULT -> "internal_error";
        };
    return new ErrorBody(failure.status(), failure.message(), code, "", id);
  }

  /// The ledger cannot be written: nothing was sent, and nothing may be.
  void unrecordable(BreakevenException problem) {
    refuse(Refusal.of(503, "ledger_unavailable", problem.what()));
  }

  /// The head of a stream goes out now.
  void commit(HttpClientResponse head) {
    if (!over) {
      Headers.answer(head.headers(), response.headers());
      response.setStatusCode(head.statusCode()).setChunked(true);
    }
  }

  /// A stream is whole and recorded: its last bytes go out.
  void streamed(Buffer tail) {
    if (!over) {
      finish();
      // a stream that ended without the mark gets it, since libraries wait for it
      response.end(tail.length() > 0 ? tail : Buffer.buffer(endMark()));
    }
  }

  private String endMark() {
    return switch (endpoint.dialect()) {
      case OPENAI -> "data: [DONE]\n\n";
      case ANTHROPIC -> "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    };
  }

  /// A stream broke after it had begun: the client must not take it for whole.
  void cut(Failure failure, Buffer said) {
    if (over) {
      return;
    }
    lane.counters().failed.increment();
    finish();
    Buffer last = said.length() > 0 ? said : event(error(failure));
    response.write(last).onComplete(_ -> request.connection().close());
  }

  void plain(HttpClientResponse head, Buffer answer) {
    if (!over) {
      Headers.answer(head.headers(), response.headers());
      finish();
      response.setStatusCode(head.statusCode()).end(answer);
    }
  }

  private void refuse(Refusal refusal) {
    if (over) {
      return;
    }
    lane.counters().refused.increment();
    refusal
        .retryAfterSeconds()
        .ifPresent(seconds -> response.putHeader("retry-after", Long.toString(seconds)));
    reply(new ErrorBody(refusal.status(), refusal.message(), refusal.code(), "", id));
  }

  /// An error as an event of a stream.
  private Buffer event(ErrorBody error) {
    String name = ErrorBody.eventName(endpoint.dialect());
    Buffer text = Buffer.buffer();
    new SseWriter(text::appendBytes).event(name, error.bytes(endpoint.dialect()));
    return text;
  }

  private void reply(ErrorBody error) {
    finish();
    response
        .setStatusCode(error.status())
        .putHeader("content-type", "application/json")
        .end(Buffer.buffer(error.bytes(endpoint.dialect())));
  }

  /// The client closed its connection.
  void clientLeft() {
    if (over) {
      return;
    }
    lane.counters().abandoned.increment();
    finish();
    if (run != null) {
      run.abandon();
    }
  }

  private void finish() {
    over = true;
    lane.counters().inFlight.decrementAndGet();
    lane.counters().requests.increment();
    long now = System.nanoTime();
    lane.counters().overheadNanos.add(Math.max(0, now - arrivedNanos - upstreamNanos));
    if (pass != null) {
      pass.end(tokens, now);
    }
  }

  private String header(String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  void used(long count) {
    tokens += count;
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

  HttpServerResponse response() {
    return response;
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
