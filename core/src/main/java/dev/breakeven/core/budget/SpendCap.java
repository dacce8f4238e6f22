package dev.breakeven.core.budget;

import dev.breakeven.core.units.Usd;
import java.time.ZoneId;
import java.util.Optional;

/// The most that may be spent in a period: by one value of a scope, or by each of its values.
public record SpendCap(ScopeKind scope, Optional<String> of, Usd most, Period period, ZoneId zone) {

  /// Whether the cap holds for `value`, which is empty for a call without one.
  boolean covers(String value) {
    return of.map(value::equals).orElse(!value.isEmpty());
  }

  /// As messages name it, such as `key ci, month`.
  public String name(String value) {
    String who = scope == ScopeKind.TOTAL ? scope.key() : scope.key() + " " + value;
    return who + ", " + period.key();
  }
}
