package dev.breakeven.core.ledger;

import dev.breakeven.core.pricing.Usage;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The tokens of an attempt and how they are known, and what is charged by other units.
///
/// `charges` counts units by name, such as `web_search_requests`.
public record Metered(State state, Usage usage, Map<String, Long> charges) {
  public static final Metered ABSENT = new Metered(State.ABSENT, Usage.NONE, Map.of());

  /// How the tokens are known, best first.
  public enum State {
    /// The upstream said so at the end of its answer.
    REPORTED,
    /// The upstream said so before the answer was complete.
    PARTIAL,
    /// Counted by us from the bytes.
    ESTIMATED,
    /// Unknown: the usage is no count and must not be read as zero.
    ABSENT
  }

  public Metered {
    charges = Collections.unmodifiableMap(new TreeMap<>(charges));
    if (state == State.ABSENT && !usage.equals(Usage.NONE)) {
      throw new IllegalArgumentException("metered: absent usage has no tokens");
    }
  }

  public static Metered reported(Usage usage) {
    return new Metered(State.REPORTED, usage, Map.of());
  }
}
