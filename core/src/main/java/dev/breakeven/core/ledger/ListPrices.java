package dev.breakeven.core.ledger;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Prices attempts at the list prices of a market; what a source already priced stays as it is.
///
/// The result is list-equivalent: what the same tokens cost by the published price, which a
/// subscription or a contract may not charge. Same attempt, same answer; owned by one thread.
public final class ListPrices implements UnaryOperator<Attempt> {
  /// The cost of an attempt that nobody has priced yet.
  public static final Cost.Unpriced NOT_PRICED = new Cost.Unpriced("not priced");

  private final Market market;
  private final Map<Sold, Optional<ApiOffer>> offers = new HashMap<>();
  private final Map<ApiOffer, String> versions = new IdentityHashMap<>();

  /// A model as a provider sells it, in the spelling of a source.
  private record Sold(String provider, String model) {}

  public ListPrices(Market market) {
    this.market = market;
  }

  @Override
  public Attempt apply(Attempt attempt) {
    return attempt.cost() instanceof Cost.Priced ? attempt : withCost(attempt, costOf(attempt));
  }

  private Cost costOf(Attempt attempt) {
    Metered metered = attempt.metered();
    Call call = attempt.call();
    if (metered.state() == Metered.State.ABSENT) {
      return new Cost.Unpriced("no usage is known");
    }
    if (call.modelServed().isEmpty()) {
      return new Cost.Unpriced("no model is named");
    }
    Optional<ApiOffer> offer = offer(call.provider(), call.modelServed());
    if (offer.isEmpty()) {
      return new Cost.Unpriced("no price for " + name(call));
    }
    return switch (Tariff.of(offer.get(), attempt.at(), call.service(), call.region())) {
      case Tariff.Lookup.Missing(String reason) -> new Cost.Unpriced(reason);
      case Tariff.Lookup.Found(Tariff tariff) -> cost(tariff, metered);
    };
  }

  /// What `provider` sells under the name `model`, in the spelling of a source.
  public Optional<ApiOffer> offer(String provider, String model) {
    return offers.computeIfAbsent(new Sold(provider, model), this::find);
  }

  /// False when no price of `model` covers the token classes that `usage` has, whenever it was.
  public boolean mayPrice(String provider, String model, Usage usage) {
    return offer(provider, model).stream()
        .flatMap(offer -> offer.prices().stream())
        .anyMatch(
            row ->
                Arrays.stream(TokenClass.values())
                    .allMatch(
                        each -> usage.count(each) == 0 || row.rates().rate(each).isPresent()));
  }

  private Cost cost(Tariff tariff, Metered metered) {
    ApiOffer offer = tariff.offer();
    if (metered.isSum() && tariff.crosses(metered.usage())) {
      return new Cost.Unpriced(
          "%s reprices long requests, and a sum over many does not say which were long"
              .formatted(offer.id()));
    }
    return switch (tariff.quote(metered.usage())) {
      case Quote.Unpriced(String reason) -> new Cost.Unpriced(reason);
      case Quote.Priced priced ->
          new Cost.Priced(priced.usd(), Basis.LIST_EQUIVALENT, versionOf(offer));
    };
  }

  /// One text for all calls of an offer.
  private String versionOf(ApiOffer offer) {
    return versions.computeIfAbsent(offer, ApiOffer::priceVersion);
  }

  private Optional<ApiOffer> find(Sold sold) {
    Optional<ApiOffer> there =
        sold.provider().isEmpty()
            ? Optional.empty()
            : market.findApi(sold.provider() + "/" + sold.model());
    if (there.isPresent()) {
      return there;
    }
    // a model of another host costs what that host asks, not what its maker asks
    return market
        .findApi(sold.model())
        .filter(
            offer -> sold.provider().isEmpty() || offer.provider().text().equals(sold.provider()));
  }

  private static String name(Call call) {
    return call.provider().isEmpty()
        ? call.modelServed()
        : call.provider() + "/" + call.modelServed();
  }

  private static Attempt withCost(Attempt attempt, Cost cost) {
    return new Attempt(
        attempt.id(),
        attempt.at(),
        attempt.source(),
        attempt.scope(),
        attempt.call(),
        attempt.metered(),
        attempt.timing(),
        attempt.ending(),
        cost,
        attempt.gpuSeconds(),
        attempt.outcome());
  }
}
