package dev.breakeven.core.audit;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/// What the tokens of a call cost by list in the standard class; empty where nobody knows.
///
/// Remembers the last tariff of each offer, so owned by one thread.
final class Quotes {
  private final Map<ApiOffer, InForce> known = new IdentityHashMap<>();

  /// A tariff, and the time in which no price of its offer begins or ends.
  private record InForce(Instant from, Instant to, Tariff.Lookup tariff) {
    boolean at(Instant at) {
      return !at.isBefore(from) && at.isBefore(to);
    }
  }

  /// The tokens of many calls; empty where long calls have a price of their own.
  static Optional<Usd> ofSum(ApiOffer offer, Instant at, Usage sum) {
    return lookup(offer, at) instanceof Tariff.Lookup.Found found && !found.tariff().crosses(sum)
        ? priced(found.tariff(), sum)
        : Optional.empty();
  }

  Optional<Usd> usd(ApiOffer offer, Instant at, Usage usage) {
    return tariff(offer, at) instanceof Tariff.Lookup.Found found
        ? priced(found.tariff(), usage)
        : Optional.empty();
  }

  private static Optional<Usd> priced(Tariff tariff, Usage usage) {
    return tariff.quote(usage) instanceof Quote.Priced priced
        ? Optional.of(priced.usd())
        : Optional.empty();
  }

  private static Tariff.Lookup lookup(ApiOffer offer, Instant at) {
    return Tariff.of(offer, at, ServiceClass.STANDARD, "");
  }

  private Tariff.Lookup tariff(ApiOffer offer, Instant at) {
    InForce last = known.get(offer);
    if (last != null && last.at(at)) {
      return last.tariff();
    }
    Tariff.Lookup tariff = lookup(offer, at);
    if (offer.prices().stream().noneMatch(row -> row.window().isPresent())) {
      known.put(offer, inForce(offer, at, tariff));
    }
    return tariff;
  }

  private static InForce inForce(ApiOffer offer, Instant at, Tariff.Lookup tariff) {
    Instant from = Instant.MIN;
    Instant to = Instant.MAX;
    for (PriceRow row : offer.prices()) {
      for (Instant change : new Instant[] {row.from(), row.to()}) {
        if (change.isAfter(at)) {
          to = change.isBefore(to) ? change : to;
        } else {
          from = change.isAfter(from) ? change : from;
        }
      }
    }
    return new InForce(from, to, tariff);
  }
}
