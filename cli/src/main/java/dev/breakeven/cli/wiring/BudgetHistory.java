package dev.breakeven.cli.wiring;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.store.Ledger;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Gives budgets what the ledger has of their current periods.
final class BudgetHistory {
  private static final List<String> SOURCES = List.of(Attempt.GATEWAY, Attempt.MIRROR);

  private BudgetHistory() {}

  /// Counts what the gateway's own attempts cost, copies for mirrors too, and those that were never
  /// closed at their reservations: nobody knows what became of them.
  static void restore(Budgets budgets, List<SpendCap> caps, Ledger ledger, Instant now) {
    if (caps.isEmpty() || !Files.isDirectory(ledger.folder())) {
      return;
    }
    List<Instant> starts =
        caps.stream().map(cap -> cap.period().start(now, cap.zone())).distinct().sorted().toList();
    boolean sessions = caps.stream().anyMatch(cap -> cap.scope() == ScopeKind.SESSION);
    try (LedgerReader reader = ledger.reader()) {
      // between two starts the same periods count all there is
      for (int i = 0; i < starts.size(); i++) {
        Instant from = starts.get(i);
        Optional<Instant> to =
            i + 1 < starts.size() ? Optional.of(starts.get(i + 1)) : Optional.empty();
        for (String source : SOURCES) {
          reader.spend(
              source,
              sessions,
              from,
              to,
              spent -> budgets.restore(spent.scope(), spent.model(), spent.usd(), from, now));
        }
      }
      for (Opening opening : reader.unclosed()) {
        budgets.restore(opening.scope(), opening.model(), opening.reserved(), opening.at(), now);
      }
    }
  }
}
