package dev.breakeven.core.pricing;

import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;

/// The price of a usage, or the reason why there is none. Unknown is not zero.
public sealed interface Quote {
  /// `usd` is the sum of the exact lines times the offer's discount, rounded once, half-even.
  record Priced(Usd usd, Tariff tariff, Usage usage) implements Quote {
    /// One line a class with tokens in it, exact, before the discount.
    public List<Line> lines() {
      return tariff.lines(usage);
    }

    /// The blended price: this amount over all tokens of the usage, USD per million tokens.
    ///
    /// Throws `ArithmeticException` when the usage has no tokens.
    public UsdPerMtok perMtok() {
      return usd.per(usage.total());
    }

    /// This amount, output included, over the input tokens alone, USD per million input tokens.
    ///
    /// The basis of pages that count their volume in input tokens. Throws `ArithmeticException`
    /// when the usage has no input.
    public UsdPerMtok perInputMtok() {
      return usd.per(Tokens.of(usage.totalInput()));
    }
  }

  record Unpriced(String reason) implements Quote {}

  /// `tokens` of one class at one rate.
  record Line(TokenClass tokenClass, Tokens tokens, TokenRate rate, PicoUsd exact) {}
}
