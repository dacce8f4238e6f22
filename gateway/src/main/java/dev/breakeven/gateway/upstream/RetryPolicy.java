package dev.breakeven.gateway.upstream;

import dev.breakeven.gateway.settings.Retries;

/// What follows a failed attempt of which nothing has gone out. Pure; `jitter` is from 0 to 999.
public record RetryPolicy(Retries retries) {
  /// The next step.
  public sealed interface Step {
    /// The same upstream again after a while.
    record Again(long afterMillis) implements Step {}

    /// The next upstream of the chain.
    record Next() implements Step {}

    /// The client is told.
    record Stop() implements Step {}
  }

  /// After `made` attempts at this upstream; `more` when another one follows in the chain.
  public Step after(Failure failure, int made, boolean more, int jitter) {
    Step elsewhere = more ? new Step.Next() : new Step.Stop();
    boolean tired = made >= retries.perUpstream();
    return switch (failure.kind()) {
      // what was generated is billed, and another try would say the same
      case REFUSED, UNTRANSLATABLE, FAULT -> new Step.Stop();
      case CONTEXT_LENGTH, SILENT, CUT -> elsewhere;
      case UNREACHABLE -> more || tired ? elsewhere : backOff(made, jitter);
      case RESET, BROKEN -> tired ? elsewhere : backOff(made, jitter);
      case RATE_LIMITED -> {
        long asked = failure.retryAfterMillis().orElse(0);
        if (tired || asked > retries.longestWait().toMillis()) {
          yield elsewhere;
        }
        // a stated wait is kept to the millisecond and a little more
        yield asked > 0 ? new Step.Again(asked + jitter / 4) : backOff(made, jitter);
      }
    };
  }

  /// Doubled each time; between the half and the whole of it.
  private Step.Again backOff(int made, int jitter) {
    long whole = retries.backoff().toMillis() << Math.min(made - 1, 10);
    return new Step.Again(whole / 2 + whole / 2 * jitter / 1000);
  }
}
