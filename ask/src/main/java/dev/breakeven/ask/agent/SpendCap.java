package dev.breakeven.ask.agent;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.Optional;

/// What a question may cost: a request that could pass the cap at its worst is not sent.
///
/// A model on this machine has no price and no cap. Elsewhere one without a price is refused, since
/// unknown is not zero.
final class SpendCap {
  private final Usd most;
  private final Optional<Tariff> tariff;
  private Usd spent = Usd.ZERO;

  SpendCap(Usd most, ModelEndpoint endpoint, Market market, Instant at) {
    this.most = most;
    tariff = endpoint.isLoopback() ? Optional.empty() : Optional.of(price(endpoint, market, at));
  }

  private static Tariff price(ModelEndpoint endpoint, Market market, Instant at) {
    Optional<ApiOffer> offer = market.findApi(endpoint.model());
    if (offer.isPresent()
        && Tariff.of(offer.get(), at, ServiceClass.STANDARD, "")
            instanceof Tariff.Lookup.Found(Tariff found)) {
      return found;
    }
    throw new BreakevenException(
        ErrorCode.MODEL_UNKNOWN,
        "no price is known of '" + endpoint.model() + "', so its cost cannot be capped",
        "",
        "Give its price with --prices FILE, or ask a model on this machine.");
  }

  /// What a request costs at worst: a token a byte, and all the output that it allows.
  private Usd worst(int bytes, int mostTokens) {
    return tariff
        .map(price -> price.worstCase(bytes, mostTokens).orElse(new Usd(Long.MAX_VALUE)))
        .orElse(Usd.ZERO);
  }

  boolean allows(int bytes, int mostTokens) {
    Usd left = most.minus(spent);
    return worst(bytes, mostTokens).compareTo(left) <= 0;
  }

  /// Counts what was used, or the worst where nobody says.
  void add(Optional<Usage> usage, int bytes, int mostTokens) {
    Usd cost = worst(bytes, mostTokens);
    if (tariff.isPresent()
        && usage.isPresent()
        && tariff.get().quote(usage.get()) instanceof Quote.Priced priced) {
      cost = priced.usd();
    }
    spent = spent.plus(cost);
  }

  /// Empty for a model on this machine.
  Optional<Usd> spent() {
    return tariff.map(_ -> spent);
  }
}
