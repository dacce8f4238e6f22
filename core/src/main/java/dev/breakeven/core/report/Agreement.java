package dev.breakeven.core.report;

import dev.breakeven.core.units.Ratio;

/// How a stated value stands beside a computed one.
public sealed interface Agreement {
  /// The computed value rounds to the stated one, or lies in the stated range.
  record Agrees() implements Agreement {}

  /// Within a tenth: `share` of the computed value, positive.
  record Close(Ratio share, boolean tooHigh) implements Agreement {}

  /// `factor` is over one; `tooHigh` when more is stated than computed.
  record Off(Ratio factor, boolean tooHigh) implements Agreement {}

  /// Another answer where no factor says how far off.
  record Differs() implements Agreement {}

  /// The computation has no answer to what is stated.
  record Unanswered() implements Agreement {}
}
