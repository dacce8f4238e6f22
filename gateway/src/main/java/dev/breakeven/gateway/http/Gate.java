package dev.breakeven.gateway.http;

import dev.breakeven.core.balance.PromptPrefix;
import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.admission.Admission.Answer;
import dev.breakeven.gateway.admission.Caller;
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.metering.AttemptRecord;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.upstream.Upstream;
import dev.breakeven.wire.dialect.RequestBody;
import dev.breakeven.wire.dialect.RequestFacts;
import dev.breakeven.wire.translate.OpenAiTarget;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Optional;

/// Whether one request may pass once its body is read: where it may go, whether this minute has a
/// place for it, and whether budgets have room. Owned by one event loop.
final class Gate {
  private final Lane lane;
  private final Configuration configuration;
  private final Endpoint endpoint;
  private final Caller caller;
  private final RequestBody body;
  private final RequestFacts facts;
  private final boolean escalated;
  private final Scope scope;
  private final boolean isCapped;

  /// Throws `BreakevenException` for a body that is no request.
  Gate(
      Lane lane,
      Configuration configuration,
      HttpServerRequest request,
      Endpoint endpoint,
      Caller caller,
      Buffer received) {
    this.lane = lane;
    this.configuration = configuration;
    this.endpoint = endpoint;
    this.caller = caller;
    body = new RequestBody(endpoint.dialect(), received.getBytes());
    facts = body.facts();
    escalated = Headers.text(request, Headers.ESCALATE).equalsIgnoreCase("true");
    String session = Headers.text(request, Headers.SESSION);
    scope =
        caller.scope(
            Headers.text(request, Headers.SERVICE),
            facts.user(),
            session.isEmpty() ? facts.session() : session);
    isCapped = configuration.admission().isCapped(scope, facts.model());
  }

  RequestFacts facts() {
    return facts;
  }

  /// As the client sent it.
  RequestBody body() {
    return body;
  }

  Scope scope() {
    return scope;
  }

  /// Where the request may go.
  Answer<Route> route() {
    Optional<Refusal> barred = configuration.barred(endpoint, facts.model(), escalated, caller);
    if (barred.isPresent()) {
      return new Answer.No<>(barred.get());
    }
    Choice choice =
        new Choice.Question(
                configuration, endpoint, facts, caller, lane.prices(), lane.clock().instant())
            .choice(escalated);
    if (choice.legs().isEmpty()) {
      return new Answer.No<>(caller.outside(facts.model()));
    }
    return unbounded()
        .<Answer<Route>>map(Answer.No::new)
        .orElseGet(
            () ->
                new Answer.Yes<>(
                    new Route(choice, endpoint, body, scope.session(), defaultOutput(), isCapped)));
  }

  /// Why the cost of the call could not be held or told; empty when it can.
  private Optional<Refusal> unbounded() {
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

  /// Whether key and tag allow `upstream`.
  boolean mayGo(UpstreamSettings upstream) {
    return caller.mayGo(upstream);
  }

  /// The request as a mirror gets it; empty where it has no such path.
  ///
  /// Throws `BreakevenException` that names the field which the mirror cannot be told.
  Optional<Outbound> copied(Leg mirror) {
    UpstreamSettings settings = mirror.upstream().settings();
    return endpoint.isCopied() && endpoint.isSpokenBy(settings)
        ? Optional.of(
            Outbound.of(endpoint, body, settings, mirror.model(), defaultOutput(), isCapped))
        : Optional.empty();
  }

  private long defaultOutput() {
    return configuration.settings().bodies().defaultOutput();
  }

  /// A place among the calls of this minute.
  Answer<RateLimiter.Pass> pass() {
    long estimate = AttemptRecord.tokens(facts.promptBytes()) + facts.maxTokens().orElse(0);
    return configuration.admission().pass(scope, facts.model(), estimate, System.nanoTime());
  }

  /// Room under every budget for what an attempt costs at worst, at `upstream` under the name
  /// `model` with a body of `sentBytes`.
  Answer<Budgets.Reservation> reserve(
      UpstreamSettings upstream, String model, int sentBytes, Instant now) {
    return worstCase(upstream, model, sentBytes, now)
        .map(usd -> configuration.admission().reserve(scope, facts.model(), usd, now))
        .orElseGet(
            () ->
                new Answer.No<>(
                    Refusal.of(
                        Problem.MODEL_UNPRICED,
                        "a budget covers this call, and model '%s' at '%s' has no price"
                            .formatted(model, upstream.name()))));
  }

  /// The same for a copy, of which nobody hears when there is no room to spare.
  Optional<Budgets.Reservation> reserveSpare(
      UpstreamSettings upstream, String model, int sentBytes, Instant now) {
    return worstCase(upstream, model, sentBytes, now)
        .flatMap(usd -> configuration.admission().reserveSpare(scope, facts.model(), usd, now));
  }

  /// Nothing where no cap asks; empty for a model without a price.
  private Optional<Usd> worstCase(
      UpstreamSettings upstream, String model, int sentBytes, Instant now) {
    if (!isCapped) {
      return Optional.of(Usd.ZERO);
    }
    int bytes = Math.max(body.bytes().length, sentBytes);
    WorstCase worst = WorstCase.of(endpoint, facts, bytes, defaultOutput());
    return lane.prices().worstCase(upstream, model, worst.input(), worst.output(), now);
  }

  /// Of the request, roughly.
  int promptTokens() {
    return (int) Math.min(Integer.MAX_VALUE, AttemptRecord.tokens(facts.promptBytes()));
  }

  /// Its beginning, by which `upstream` chooses a replica.
  PromptPrefix prefix(Upstream upstream) {
    return upstream.balancesByPrefix()
        ? BodyPrefix.of(scope.session(), body.bytes())
        : BodyPrefix.none();
  }
}
