package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.CallFacts;
import java.util.List;

/// One kind of waste. An instance judges one audit: it sees every fact on the calls of the ledger,
/// may then ask for more, and at last sees the estate. Owned by one thread.
///
/// Thresholds of rules are our choice, and set with caution, unless a rule names a source.
interface WasteRule {
  /// Its name in kebab case.
  String id();

  default void see(CallFact fact) {}

  /// Asks for what only some ledgers need; every fact was seen.
  default void complete(CallFacts facts) {}

  List<Finding> findings(Estate estate);
}
