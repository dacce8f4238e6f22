package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;

/// What an attempt costs, or why nobody can say. Unknown is not zero.
public sealed interface Cost {
  /// `priceVersion` names the price list; empty for an amount that the source itself states.
  record Priced(Usd usd, Basis basis, String priceVersion) implements Cost {}

  record Unpriced(String reason) implements Cost {}
}
