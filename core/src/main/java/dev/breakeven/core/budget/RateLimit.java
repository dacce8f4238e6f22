package dev.breakeven.core.budget;

import java.util.Optional;

/// How fast one value of a scope, or each of its values, may go; 0 is no limit.
public record RateLimit(
    ScopeKind scope,
    Optional<String> of,
    long requestsPerMinute,
    long tokensPerMinute,
    long concurrent) {
  boolean covers(String value) {
    return of.map(value::equals).orElse(!value.isEmpty());
  }

  String name(String value) {
    return scope == ScopeKind.TOTAL ? scope.key() : scope.key() + " " + value;
  }
}
