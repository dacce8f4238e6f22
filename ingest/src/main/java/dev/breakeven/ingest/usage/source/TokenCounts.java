package dev.breakeven.ingest.usage.source;

import dev.breakeven.core.pricing.Usage;

/// Token counts as a source gives them, before they are split into disjoint classes.
///
/// A count below zero is one that cannot be used, such as [#INVALID] for what is no whole number.
public record TokenCounts(
    long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long reasoning) {
  /// What is no count of tokens.
  public static final long INVALID = Long.MIN_VALUE;

  /// More than the largest buyer's day in one row, and far from where prices and sums overflow.
  private static final long MOST = 1_000_000_000_000L;

  /// Why a count is refused.
  public static final String NO_COUNT = "a token count is no whole number from 0 to 10^12";

  /// The disjoint classes, or why there are none.
  public sealed interface Split {
    record Disjoint(Usage usage) implements Split {}

    record Refused(String reason) implements Split {}
  }

  public Split split(TokenFields fields) {
    if (!usable(input)
        || !usable(cacheRead)
        || !usable(cacheWrite5m)
        || !usable(cacheWrite1h)
        || !usable(output)
        || !usable(reasoning)) {
      return new Split.Refused(NO_COUNT);
    }
    long uncached = fields.inputHasCache() ? input - cached() : input;
    long visible = fields.outputHasReasoning() ? output - reasoning : output;
    if (uncached < 0) {
      return new Split.Refused("more cached tokens than the input they are part of");
    }
    if (visible < 0) {
      return new Split.Refused("more reasoning tokens than the output they are part of");
    }
    return new Split.Disjoint(
        new Usage(uncached, cacheRead, cacheWrite5m, cacheWrite1h, visible, reasoning));
  }

  /// Read from and written to a prompt cache.
  public long cached() {
    return cacheRead + cacheWrite5m + cacheWrite1h;
  }

  public boolean isZero() {
    return (input | cacheRead | cacheWrite5m | cacheWrite1h | output | reasoning) == 0;
  }

  private static boolean usable(long count) {
    return count >= 0 && count <= MOST;
  }
}
