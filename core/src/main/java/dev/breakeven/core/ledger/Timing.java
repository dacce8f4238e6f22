package dev.breakeven.core.ledger;

import java.util.OptionalLong;

/// Milliseconds from the arrival of the request; empty where nobody measured.
public record Timing(
    OptionalLong queueMillis, OptionalLong ttftMillis, OptionalLong durationMillis) {
  public static final Timing UNKNOWN =
      new Timing(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
