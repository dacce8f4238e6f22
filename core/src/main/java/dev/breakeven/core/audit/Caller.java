package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.Scope;
import java.util.stream.Stream;

/// Who made a call, by the most telling name that a row has.
final class Caller {
  private Caller() {}

  /// The key, else the service, the user or the team; empty when nobody is named.
  static String of(Scope scope) {
    return Stream.of(scope.key(), scope.service(), scope.user(), scope.team(), scope.project())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  static String text(CallFact.Purpose purpose) {
    return (purpose.caller().isEmpty() ? "(unnamed)" : purpose.caller()) + " on " + purpose.model();
  }
}
