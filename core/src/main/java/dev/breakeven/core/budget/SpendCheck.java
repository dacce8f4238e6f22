package dev.breakeven.core.budget;

import dev.breakeven.core.budget.SpendLimit.Judgement;
import dev.breakeven.core.budget.SpendLimit.State;
import dev.breakeven.core.ledger.UsageReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The spend of a period held against limits. `byModel` is the same spend, grouped by model.
public record SpendCheck(
    Optional<Instant> from,
    Optional<Instant> to,
    Spend spend,
    UsageReport byModel,
    Optional<Baseline> baseline,
    List<Judgement> judgements) {
  public SpendCheck {
    judgements = List.copyOf(judgements);
  }

  public boolean breached() {
    return any(State.BREACHED);
  }

  /// True when calls have no price, or a limit cannot be told: there is more to know.
  public boolean incomplete() {
    return spend.unpriced() > 0
        || baseline.filter(each -> each.unpriced() > 0).isPresent()
        || any(State.UNKNOWN);
  }

  private boolean any(State state) {
    return judgements.stream().anyMatch(judgement -> judgement.state() == state);
  }
}
