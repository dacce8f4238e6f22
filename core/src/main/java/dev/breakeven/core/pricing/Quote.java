package dev.breakeven.core.pricing;

import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.util.List;

/// The price of a usage, or the reason why there is none. Unknown is not zero.
public sealed interface Quote {
  /// `usd` is the sum of the exact lines times the offer's discount, rounded once, half-even.
  record Priced(Usd usd, Tariff tariff, Usage usage) implements Quote {
    /// One line a class with tokens in it, exact, before the discount.
    public List<Line> lines() {
      return tariff.lines(usage);
    }
  }

  record Unpriced(String reason) implements Quote {}

  /// `tokens` of one class at one rate.
  record Line(TokenClass tokenClass, Tokens tokens, TokenRate rate, PicoUsd exact) {}
}
