package dev.breakeven.core.budget;

import dev.breakeven.core.ledger.Scope;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a limit is for: all calls, or each value of one side of a call.
public enum ScopeKind {
  TOTAL,
  KEY,
  SERVICE,
  TEAM,
  TENANT,
  SESSION,
  TAG,
  MODEL;

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ScopeKind> ofKey(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }

  /// The value of a call of `scope` that asks for `model`; empty when it has none.
  public String valueOf(Scope scope, String model) {
    return switch (this) {
      case TOTAL -> "all";
      case KEY -> scope.key();
      case SERVICE -> scope.service();
      case TEAM -> scope.team();
      case TENANT -> scope.tenant();
      case SESSION -> scope.session();
      case TAG -> scope.tag();
      case MODEL -> model;
    };
  }
}
