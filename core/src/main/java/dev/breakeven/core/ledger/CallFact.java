package dev.breakeven.core.ledger;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Something that is true of many calls of a ledger, or of the few that a rule of waste may mind.
///
/// A conversation is what one source, session and model say to each other: the calls that have a
/// session and known usage, and are no sums. Its turns are in the order of time; those of one
/// microsecond in the order of their input, then of their output.
public sealed interface CallFact {
  /// What calls for one purpose share: their service, else who made them, and what answered.
  record Purpose(String caller, String provider, String model) {}

  /// What kind of rows a [Group] has.
  enum Kind {
    /// Single calls whose tokens are known.
    CALLS,
    /// Single calls without usage, or without tokens.
    EMPTY,
    /// Sums over many calls.
    SUMS,
    /// Lines of bills, which are no calls.
    INVOICE_LINES
  }

  /// The rows of one day in UTC that are alike in all else. `scope` has no tenant, session or tags,
  /// a user only without a service, and a project only where nothing but a key says more.
  ///
  /// `basis` is empty where no price is known, and `usd` 0 then. `requests` are the calls behind
  /// the `rows`, as far as sums say.
  record Group(
      Kind kind,
      String source,
      Scope scope,
      String provider,
      String endpoint,
      String model,
      Optional<Basis> basis,
      long rows,
      long requests,
      Usage usage,
      Usd usd,
      Instant first,
      Instant last)
      implements CallFact {
    /// Copies for a mirror, which are no calls of anybody: no other fact counts them.
    public boolean isMirror() {
      return source.equals(Attempt.MIRROR);
    }
  }

  /// So many calls for a purpose had an answer of so many tokens, at least one, to a prompt of
  /// 2^`promptDoublings` tokens, or more but under twice that.
  record Answers(Purpose purpose, int promptDoublings, long tokens, long calls)
      implements CallFact {}

  /// So many single calls of known usage had 2^`doublings` tokens in all, or fewer but over half of
  /// that; none and one are 0 doublings.
  record Sizes(String model, int doublings, long calls) implements CallFact {}

  /// A turn whose prompt is longer than that of the turn before, at most [Limits#soon] later;
  /// `cached` when anything was read from a cache.
  record FollowUp(Purpose purpose, Instant at, long inputBefore, long input, boolean cached)
      implements CallFact {}

  /// A turn whose prompt is no longer than that of the turn before, where a longer one had made it
  /// a [FollowUp], `soon`, or a [LateTurn], `late`: a history grows, what does not is something
  /// else.
  record Shorter(Purpose purpose, boolean soon, boolean late) implements CallFact {}

  /// A turn from the [Limits#late]th on with a long prompt that is longer than the one before.
  record LateTurn(Purpose purpose, Instant at, Usage usage) implements CallFact {}

  /// Calls of a conversation in a row, each within [Limits#ofRepeats] of the one before, and of
  /// nearly its size in input and output: by 1 % or one token at most. `usd` and `basis` leave out
  /// the first [Limits#free] and what has no price.
  record Repeats(
      String session, String caller, String model, int calls, Usd usd, Optional<Basis> basis)
      implements CallFact {}

  /// Which turns matter: follow-ups to at least `leastBefore` tokens of input, late turns of over
  /// `mostInput` tokens, repeats of at least `leastRepeats` calls.
  record Limits(
      Duration soon,
      long leastBefore,
      int late,
      long mostInput,
      Duration ofRepeats,
      int leastRepeats,
      int free) {}
}
