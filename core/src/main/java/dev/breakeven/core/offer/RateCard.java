package dev.breakeven.core.offer;

import dev.breakeven.core.units.TokenRate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// The rate of each token class in one price row; a class without a rate is unknown, not free.
///
/// Reasoning without a rate of its own is billed as output: the one rule of inheritance.
public final class RateCard {
  private static final long UNKNOWN = -1;
  private final long[] picos = new long[TokenClass.values().length];

  public RateCard(Map<TokenClass, TokenRate> rates) {
    Arrays.fill(picos, UNKNOWN);
    rates.forEach((tokenClass, rate) -> picos[tokenClass.ordinal()] = rate.picosPerToken());
    int reasoning = TokenClass.REASONING.ordinal();
    if (picos[reasoning] == UNKNOWN) {
      picos[reasoning] = picos[TokenClass.OUTPUT.ordinal()];
    }
  }

  public Optional<TokenRate> rate(TokenClass tokenClass) {
    long value = picos[tokenClass.ordinal()];
    return value == UNKNOWN ? Optional.empty() : Optional.of(new TokenRate(value));
  }

  /// The rate in pico-dollars a token, or a negative number when unknown: for the pricing loop.
  public long picosOrNegative(TokenClass tokenClass) {
    return picos[tokenClass.ordinal()];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RateCard card && Arrays.equals(picos, card.picos);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(picos);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (TokenClass tokenClass : TokenClass.values()) {
      rate(tokenClass)
          .ifPresent(rate -> text.append(tokenClass.key()).append(' ').append(rate).append(' '));
    }
    return text.toString().strip();
  }
}
