package dev.breakeven.gateway.metering;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.wire.dialect.AnswerFacts;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.RequestBody;
import dev.breakeven.wire.dialect.RequestFacts;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// One attempt while it runs, and how it becomes a row of the ledger. Owned by one event loop.
public final class AttemptRecord {
  /// Bytes of English text in a token, roughly: for what has to be known before a call.
  private static final int BYTES_PER_TOKEN = 4;

  private final AttemptId id;
  private final Instant at;
  private final Scope scope;
  private final Asked asked;
  private final UpstreamSettings upstream;
  private final String model;
  private final AnswerTap answer;
  private Usd reserved = Usd.ZERO;

  /// What the client asked for, with the body as it sent it; `source` is that of the row.
  public record Asked(String source, String model, boolean stream, RequestBody body) {}

  /// How an attempt ended, for the row and for what it may have cost.
  public enum Outcome {
    /// The answer came to its end.
    COMPLETE,
    /// The upstream said that it did not do the work, or was never reached.
    REFUSED,
    /// The connection ended and nobody knows what was done.
    UNKNOWN,
    /// The answer ended in the middle: by the upstream, by us, or since the client left.
    CUT
  }

  public AttemptRecord(
      AttemptId id,
      Instant at,
      Scope scope,
      Asked asked,
      UpstreamSettings upstream,
      String model,
      AnswerTap answer) {
    this.id = id;
    this.at = at;
    this.scope = scope;
    this.asked = asked;
    this.upstream = upstream;
    this.model = model;
    this.answer = answer;
  }

  /// The id of the request.
  public String request() {
    return id.request();
  }

  public AnswerTap answer() {
    return answer;
  }

  public Opening opening(Usd worst) {
    reserved = worst;
    return new Opening(id, at, scope, asked.model(), worst);
  }

  /// The row of the attempt.
  public Attempt row(Outcome outcome, int status, Timing timing, String reason, PriceBook prices) {
    AnswerFacts facts = answer.facts();
    Metered metered = metered(outcome, facts);
    String served = facts.model().isEmpty() ? model : facts.model();
    Cost cost =
        outcome == Outcome.REFUSED && !upstream.own()
            ? new Cost.Priced(Usd.ZERO, Basis.ASSUMED, "")
            : prices.cost(upstream, served, model, metered, at);
    String finish =
        !facts.finish().isEmpty() ? facts.finish() : outcome == Outcome.COMPLETE ? "" : "error";
    return row(served, metered, cost, timing, reason, new Ending(status, finish));
  }

  private Attempt row(
      String served, Metered metered, Cost cost, Timing timing, String reason, Ending ending) {
    return new Attempt(
        id,
        at,
        asked.source(),
        scope,
        new Call(
            asked.body().dialect().key(),
            "",
            asked.model(),
            served,
            upstream.provider(),
            upstream.region(),
            upstream.name(),
            reason,
            OptionalDouble.empty(),
            ServiceClass.STANDARD,
            asked.stream()),
        cost instanceof Cost.Unpriced && !reserved.equals(Usd.ZERO)
            ? metered.withCharge(Metered.HELD, reserved.nanos())
            : metered,
        timing,
        ending,
        cost,
        Optional.empty(),
        "");
  }

  /// The row of an attempt whose usage or cost could not be worked out: unknown, never zero.
  public Attempt unknown(int status, Timing timing, String reason) {
    return row(
        model,
        Metered.ABSENT,
        new Cost.Unpriced("the gateway could not work it out"),
        timing,
        reason,
        new Ending(status, "error"));
  }

  private Metered metered(Outcome outcome, AnswerFacts facts) {
    return switch (facts.metered().state()) {
      case REPORTED -> facts.metered();
      case PARTIAL -> withGenerated(facts);
      case ESTIMATED, ABSENT ->
          switch (outcome) {
            case REFUSED -> new Metered(Metered.State.ESTIMATED, Usage.NONE, Map.of());
            case UNKNOWN -> Metered.ABSENT;
            case COMPLETE, CUT -> estimated(facts);
          };
    };
  }

  /// What was counted when the answer began, and at least what came of it.
  private Metered withGenerated(AnswerFacts facts) {
    Usage counted = facts.metered().usage();
    long more = Math.max(0, written(facts) - counted.totalOutput());
    return new Metered(Metered.State.PARTIAL, counted.plus(Usage.of(0, more)), Map.of());
  }

  private Metered estimated(AnswerFacts facts) {
    Usage usage = Usage.of(asked.body().estimatedTokens(), written(facts));
    return new Metered(Metered.State.ESTIMATED, usage, Map.of());
  }

  /// An estimate of what the model wrote: no more than the client lets it.
  private long written(AnswerFacts facts) {
    RequestFacts limits = asked.body().facts();
    long answers = Math.max(1, limits.answers());
    long most = limits.maxTokens().orElse(Long.MAX_VALUE);
    return Math.min(
        facts.writtenTokens(), most > Long.MAX_VALUE / answers ? Long.MAX_VALUE : most * answers);
  }

  /// A rough count of the tokens in so many bytes of text, which nobody looks at.
  public static long tokens(long bytes) {
    return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  /// Milliseconds since the request came in.
  public static OptionalLong millis(long nanos) {
    return OptionalLong.of(Math.max(0, nanos / 1_000_000L));
  }
}
