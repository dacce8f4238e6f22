package dev.breakeven.core.ledger;

import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import java.util.Map;
import java.util.Optional;

/// What a tenant pays for tokens, by model; [#ANY] stands for every model not named. Immutable.
public record TenantTariff(Map<String, RateCard> rates) {
  public static final String ANY = "*";

  public TenantTariff {
    rates = Map.copyOf(rates);
  }

  /// The exact amount for tokens of a model; empty when a class that occurs has no rate.
  public Optional<PicoUsd> charge(String model, Usage tokens) {
    RateCard card = rates.getOrDefault(model, rates.get(ANY));
    if (card == null) {
      return Optional.empty();
    }
    PicoUsd sum = PicoUsd.ZERO;
    for (TokenClass tokenClass : TokenClass.values()) {
      long count = tokens.count(tokenClass);
      Optional<TokenRate> rate = card.rate(tokenClass);
      if (count > 0 && rate.isEmpty()) {
        return Optional.empty();
      }
      if (count > 0) {
        sum = sum.plus(PicoUsd.product(Tokens.of(count), rate.get()));
      }
    }
    return Optional.of(sum);
  }
}
