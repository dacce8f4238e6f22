package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.Opening;

/// What one hot line says.
sealed interface Entry {
  record Opened(Opening opening) implements Entry {}

  /// `closing` tells the end of an opened attempt from an imported one.
  record Completed(Attempt attempt, boolean closing) implements Entry {}

  record Corrected(Correction correction) implements Entry {}
}
