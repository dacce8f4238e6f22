package dev.breakeven.cli.wiring;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.budget.UseHistory;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.settings.GatewaySettings.Access;
import dev.breakeven.gateway.settings.UnusualUse;
import dev.breakeven.store.Ledger;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Gives a gateway what the ledger has: of the current periods to budgets, and of what keys used to
/// their watch.
final class GatewayHistory {
  private static final List<String> SOURCES = List.of(Attempt.GATEWAY, Attempt.MIRROR);

  private GatewayHistory() {}

  static void restore(Budgets budgets, KeyWatch watch, Access access, Ledger ledger, Instant now) {
    boolean watched = !access.keys().isEmpty() && access.unusual() != UnusualUse.OFF;
    boolean capped = !access.caps().isEmpty();
    if ((watched || capped) && Files.isDirectory(ledger.folder())) {
      try (LedgerReader reader = ledger.reader()) {
        if (capped) {
          spend(budgets, access.caps(), reader, now);
        }
        if (watched) {
          Instant from =
              now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(UseHistory.PAST_DAYS));
          Instant to = now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
          reader.keyHours(Attempt.GATEWAY, from, to, watch::restore);
        }
      }
    }
    watch.begin(access.unusual(), now);
  }

  /// Counts what the gateway's own attempts cost, copies for mirrors too, and those that were never
  /// closed at their reservations: nobody knows what became of them.
  private static void spend(
      Budgets budgets, List<SpendCap> caps, LedgerReader reader, Instant now) {
    List<Instant> starts =
        caps.stream().map(cap -> cap.period().start(now, cap.zone())).distinct().sorted().toList();
    boolean sessions = caps.stream().anyMatch(cap -> cap.scope() == ScopeKind.SESSION);
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
