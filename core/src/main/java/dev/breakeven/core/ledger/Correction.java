package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Ratio;
import java.time.Instant;
import java.util.Optional;

/// What was learnt about an attempt after it was written. Of two changes of one kind the later
/// `at` holds.
public record Correction(AttemptId id, Instant at, Change change) {
  public sealed interface Change {}

  /// What came of the call, such as `resolved`.
  public record Outcome(String text) implements Change {}

  /// Another cost, from a new price list or from settlement, which also tells the GPU time.
  public record Repriced(Cost cost, Optional<Ratio> gpuSeconds) implements Change {}
}
