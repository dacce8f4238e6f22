package dev.breakeven.core.audit;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.Optional;

/// What the tokens of a call cost by list in the standard class; empty where nobody knows.
final class Quotes {
  private Quotes() {}

  /// The tokens of many calls; empty where long calls have a price of their own.
  static Optional<Usd> ofSum(ApiOffer offer, Instant at, Usage sum) {
    return Tariff.of(offer, at, ServiceClass.STANDARD, "") instanceof Tariff.Lookup.Found found
            && !found.tariff().crosses(sum)
        ? usd(offer, at, sum)
        : Optional.empty();
  }

  static Optional<Usd> usd(ApiOffer offer, Instant at, Usage usage) {
    return Tariff.of(offer, at, ServiceClass.STANDARD, "") instanceof Tariff.Lookup.Found found
            && found.tariff().quote(usage) instanceof Quote.Priced priced
        ? Optional.of(priced.usd())
        : Optional.empty();
  }
}
