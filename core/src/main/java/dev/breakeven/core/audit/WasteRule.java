package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.Attempt;
import java.util.List;

/// One kind of waste. An instance judges one audit: it sees every attempt of the ledger in the
/// order of time, then the estate. Owned by one thread.
///
/// Thresholds of rules are our choice, and set with caution, unless a rule names a source.
interface WasteRule {
  /// Its name in kebab case.
  String id();

  default void see(Attempt attempt) {}

  List<Finding> findings(Estate estate);
}
