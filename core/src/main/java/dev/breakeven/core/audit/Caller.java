package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Scope;
import java.util.stream.Stream;

/// Who made a call, by the most telling name that a row has.
final class Caller {
  private Caller() {}

  /// The key, else the service, the user or the team; empty when nobody is named.
  static String of(Attempt attempt) {
    Scope scope = attempt.scope();
    return Stream.of(scope.key(), scope.service(), scope.user(), scope.team(), scope.project())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// What calls of one purpose share: their service, else who made them, and the model.
  static Purpose purpose(Attempt attempt) {
    String service = attempt.scope().service();
    return new Purpose(
        service.isEmpty() ? of(attempt) : service,
        attempt.call().provider(),
        attempt.call().modelServed());
  }

  record Purpose(String caller, String provider, String model) {
    String text() {
      return (caller.isEmpty() ? "(unnamed)" : caller) + " on " + model;
    }
  }
}
