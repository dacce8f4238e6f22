package dev.breakeven.gateway.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// When the next upstream is asked though this one is up, by the load that its engines show: so
/// many requests wait in their queue, their KV cache is full to so many percent, or a first token
/// is predicted to come later than that. Each holds alone; a replica whose load is not known is
/// not full.
public record Overflow(OptionalInt queue, OptionalInt kvPercent, Optional<Duration> firstToken) {
  public static final Overflow NEVER =
      new Overflow(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  /// Whether engines have to be asked for their load.
  public boolean needsLoad() {
    return !equals(NEVER);
  }
}
