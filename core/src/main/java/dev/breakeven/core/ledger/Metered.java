package dev.breakeven.core.ledger;

import dev.breakeven.core.pricing.Usage;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The tokens of an attempt and how they are known, and what is charged by other units.
///
/// `charges` counts units by name, such as `web_search_requests`; [#REQUESTS] marks a sum over
/// requests of which a source gives no single rows.
public record Metered(State state, Usage usage, Map<String, Long> charges) {
  public static final Metered ABSENT = new Metered(State.ABSENT, Usage.NONE, Map.of());

  /// The name under which `charges` says of how many requests the tokens are the sum; 0 where
  /// nobody says.
  public static final String REQUESTS = "requests";

  /// The name under which `charges` has the nano-dollars of a line of a bill.
  public static final String BILLED = "billed_nano_usd";

  /// The name under which `charges` has the nano-dollars that budgets go on holding for an attempt
  /// of which nobody knows what it cost: its worst case.
  public static final String HELD = "held_nano_usd";

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

  /// True when the tokens are the sum of many requests.
  public boolean isSum() {
    return charges.containsKey(REQUESTS);
  }

  /// Of how many requests this is the usage: 1 unless it is a sum, empty where nobody says.
  public OptionalLong requests() {
    long requests = charges.getOrDefault(REQUESTS, 1L);
    return requests == 0 ? OptionalLong.empty() : OptionalLong.of(requests);
  }

  /// The same, with `count` of `unit` charged too.
  public Metered withCharge(String unit, long count) {
    Map<String, Long> more = new TreeMap<>(charges);
    more.put(unit, count);
    return new Metered(state, usage, more);
  }

  public static Metered reported(Usage usage) {
    return new Metered(State.REPORTED, usage, Map.of());
  }
}
