package dev.breakeven.core.workload;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;

/// Traffic as a user states it without a trace.
///
/// `perMonth` counts input and output tokens together, over the 730 hours of a projection;
/// `outputShare` is the part of them that is output, from 0 to 1.
public record StatedVolume(Tokens perMonth, Ratio outputShare, Shape shape, long seed) {
  /// Below this, whole requests and tokens cannot carry the shape.
  public static final long LEAST_TOKENS = 1_000;

  /// Some 380 million tokens a second. A month of it is within the range of
  /// [dev.breakeven.core.units.Usd] up to $9.2 a million tokens.
  public static final long MOST_TOKENS = 1_000_000_000_000_000L;

  public StatedVolume {
    if (perMonth.count() < LEAST_TOKENS || perMonth.count() > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "volume: %s tokens a month (expected: from %,d to %,d)"
              .formatted(perMonth, LEAST_TOKENS, MOST_TOKENS));
    }
    if (outputShare.signum() < 0 || outputShare.compareTo(Ratio.ONE) > 0) {
      throw new IllegalArgumentException(
          "output share: " + outputShare + " (expected: from 0 to 1)");
    }
  }
}
