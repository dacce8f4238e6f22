package dev.breakeven.gateway.settings;

import dev.breakeven.core.balance.SpillRule;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// When the next upstream is asked though this one is up, by the load that its engines show: so
/// many requests wait in their queue, their KV cache is full to so many percent, or a first token
/// is predicted to come later than that. Each holds alone; a replica whose load is not known is
/// not full. `planned` is the rule of a routing policy, which holds without that knowledge too.
public record Overflow(
    OptionalInt queue,
    OptionalInt kvPercent,
    Optional<Duration> firstToken,
    Optional<SpillRule> planned) {
  public static final Overflow NEVER =
      new Overflow(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  /// By what engines show alone.
  public Overflow(OptionalInt queue, OptionalInt kvPercent, Optional<Duration> firstToken) {
    this(queue, kvPercent, firstToken, Optional.empty());
  }

  public Overflow with(SpillRule rule) {
    return new Overflow(queue, kvPercent, firstToken, Optional.of(rule));
  }

  /// Whether engines have to be asked for their load.
  public boolean needsLoad() {
    return !equals(NEVER);
  }
}
