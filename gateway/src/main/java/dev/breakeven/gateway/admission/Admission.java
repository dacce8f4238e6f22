package dev.breakeven.gateway.admission;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Tag;
import dev.breakeven.gateway.settings.UnusualUse;
import dev.breakeven.gateway.settings.VirtualKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Answers on the event loop, from memory, whether a call may be made. Thread-safe.
public final class Admission {
  private final KeyRing keys;
  private final Map<String, Tag> tags = new HashMap<>();
  private final RateLimiter rates;
  private final Budgets budgets;
  private final KeyWatch watch;
  private final UnusualUse unusual;

  public Admission(
      GatewaySettings.Access access, RateLimiter rates, Budgets budgets, KeyWatch watch) {
    keys = new KeyRing(access.keys());
    access.tags().forEach(tag -> tags.put(tag.name(), tag));
    this.rates = rates;
    this.budgets = budgets;
    this.watch = watch;
    unusual = access.unusual();
  }

  /// What the gate answers.
  public sealed interface Answer<T> {
    record Yes<T>(T value) implements Answer<T> {}

    record No<T>(Refusal refusal) implements Answer<T> {}
  }

  /// Who calls with `secret`, which is empty when the request has none, and names `tag`.
  ///
  /// A tag that is not configured is refused: misspelt, it would lose what it keeps calls from.
  public Answer<Caller> caller(String secret, Optional<String> tag) {
    Optional<VirtualKey> key = keys.isOpen() ? Optional.empty() : keys.find(secret);
    if (key.isEmpty() && !keys.isOpen()) {
      return new Answer.No<>(
          Refusal.of(
              secret.isEmpty() ? Problem.KEY_MISSING : Problem.KEY_UNKNOWN,
              secret.isEmpty()
                  ? "no key: send it as 'Authorization: Bearer' or 'x-api-key'"
                  : "this key is not known here"));
    }
    Optional<Refusal> suspended = key.map(VirtualKey::id).flatMap(watch::refusal);
    if (suspended.isPresent()) {
      return new Answer.No<>(suspended.get());
    }
    Optional<Tag> known = tag.map(tags::get);
    return known.isPresent() == tag.isPresent()
        ? new Answer.Yes<>(new Caller(key, known))
        : new Answer.No<>(Refusal.of(Problem.TAG_UNKNOWN, unknown(tag.orElse(""))));
  }

  private static String unknown(String tag) {
    return Tag.isName(tag)
        ? "tag '%s' is not configured here".formatted(tag)
        : "x-breakeven-tag takes the name of one tag that is configured here";
  }

  /// Counts an attempt of a call that has ended.
  public void used(Attempt row) {
    watch.used(row, unusual);
  }

  /// A place among the calls of this minute.
  public Answer<RateLimiter.Pass> pass(Scope scope, String model, long tokens, long nanoTime) {
    return switch (rates.request(scope, model, tokens, nanoTime)) {
      case RateLimiter.Decision.Passed(RateLimiter.Pass pass) -> new Answer.Yes<>(pass);
      case RateLimiter.Decision.Refused(String limit, long millis) ->
          new Answer.No<>(
              new Refusal(
                  Problem.RATE_LIMIT_EXCEEDED,
                  "rate limit reached: " + limit,
                  OptionalLong.of(Math.max(1, (millis + 999) / 1000))));
    };
  }

  /// Whether any cap covers the call, so that its worst case has to be known.
  public boolean isCapped(Scope scope, String model) {
    return budgets.covers(scope, model);
  }

  /// Room to spare under every cap for what a copy costs at worst; empty where there is none.
  public Optional<Budgets.Reservation> reserveSpare(
      Scope scope, String model, Usd worst, Instant now) {
    return budgets.reserveSpare(scope, model, worst, now);
  }

  /// Room under every cap for what an attempt costs at worst.
  public Answer<Budgets.Reservation> reserve(Scope scope, String model, Usd worst, Instant now) {
    return switch (budgets.reserve(scope, model, worst, now)) {
      case Budgets.Decision.Reserved(Budgets.Reservation held) -> new Answer.Yes<>(held);
      case Budgets.Decision.Refused refused ->
          exceeded(
              "budget reached: %s: %s of %s USD are spent or reserved, this call may cost %s"
                  .formatted(refused.limit(), refused.spent(), refused.cap(), refused.wanted()),
              refused.reset(),
              now);
      case Budgets.Decision.Full(String limit, Optional<Instant> reset) ->
          exceeded(
              "budget full: %s: %,d others are counted, which is the most"
                  .formatted(limit, Budgets.MOST_VALUES),
              reset,
              now);
    };
  }

  private static <T> Answer<T> exceeded(String message, Optional<Instant> reset, Instant now) {
    OptionalLong wait =
        reset
            .map(at -> OptionalLong.of(Math.max(1, at.getEpochSecond() - now.getEpochSecond())))
            .orElse(OptionalLong.empty());
    String told = message + reset.map(at -> "; it resets at " + at).orElse("");
    return new Answer.No<>(new Refusal(Problem.BUDGET_EXCEEDED, told, wait));
  }
}
