package dev.breakeven.cli.wiring;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.store.Ledger;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;

/// Gives budgets what the ledger has of their current periods.
final class BudgetHistory {
  private static final String SOURCE = "gateway";

  private BudgetHistory() {}

  /// Counts what the gateway's own attempts cost, and those that were never closed at their
  /// reservations: nobody knows what became of them.
  static void restore(Budgets budgets, Ledger ledger, Instant now) {
    Optional<Instant> from = budgets.earliest(now);
    if (from.isEmpty() || !Files.isDirectory(ledger.folder())) {
      return;
    }
    try (LedgerReader reader = ledger.reader()) {
      reader.attempts(
          from.filter(Instant.EPOCH::isBefore),
          Optional.empty(),
          attempt -> {
            if (attempt.source().equals(SOURCE) && attempt.cost() instanceof Cost.Priced priced) {
              budgets.restore(
                  attempt.scope(), attempt.call().modelAsked(), priced.usd(), attempt.at(), now);
            }
          });
      for (Opening opening : reader.unclosed()) {
        budgets.restore(opening.scope(), "", opening.reserved(), opening.at(), now);
      }
    }
  }
}
