package dev.breakeven.gateway.metering;

import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.UpstreamSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The prices in force, as an upstream is billed. Owned by one event loop.
public final class PriceBook {
  private static final String OWN = "own hardware: 'breakeven ledger settle' shares out its rent";

  private final ListPrices prices;
  private final Map<Line, Entry> entries = new HashMap<>();

  /// What is looked up, and the second for which the answer holds.
  private record Line(String provider, String region, String model) {}

  private record Entry(long second, Tariff.Lookup lookup) {}

  public PriceBook(Market market) {
    prices = new ListPrices(market);
  }

  /// The most that a call can cost; empty when nobody can tell.
  ///
  /// Own hardware costs nothing more for one call more.
  public Optional<Usd> worstCase(
      UpstreamSettings upstream, String model, long input, long output, Instant at) {
    if (upstream.own()) {
      return Optional.of(Usd.ZERO);
    }
    return switch (lookup(upstream, model, at)) {
      case Tariff.Lookup.Missing _ -> Optional.empty();
      case Tariff.Lookup.Found(Tariff tariff) -> tariff.worstCase(input, output);
    };
  }

  /// How many tokens fit into `model`, read and written; empty when the catalog does not say it.
  public Optional<Tokens> context(UpstreamSettings upstream, String model) {
    return upstream.own()
        ? Optional.empty()
        : prices.offer(upstream.provider(), model).flatMap(ApiOffer::context);
  }

  /// What an attempt costs whose answer came from `model`, which was asked for as `asked`.
  public Cost cost(
      UpstreamSettings upstream, String model, String asked, Metered metered, Instant at) {
    if (upstream.own()) {
      return new Cost.Unpriced(OWN);
    }
    if (metered.state() == Metered.State.ABSENT) {
      return new Cost.Unpriced("no usage is known");
    }
    Tariff.Lookup lookup = lookup(upstream, model, at);
    if (lookup instanceof Tariff.Lookup.Missing && !model.equals(asked)) {
      lookup = lookup(upstream, asked, at);
    }
    return switch (lookup) {
      case Tariff.Lookup.Missing(String reason) -> new Cost.Unpriced(reason);
      case Tariff.Lookup.Found(Tariff tariff) -> cost(tariff, metered);
    };
  }

  private static Cost cost(Tariff tariff, Metered metered) {
    return switch (tariff.quote(metered.usage())) {
      case Quote.Unpriced(String reason) -> new Cost.Unpriced(reason);
      case Quote.Priced priced ->
          new Cost.Priced(priced.usd(), Basis.METERED, tariff.offer().priceVersion());
    };
  }

  private Tariff.Lookup lookup(UpstreamSettings upstream, String model, Instant at) {
    Line line = new Line(upstream.provider(), upstream.region(), model);
    Entry entry = entries.get(line);
    if (entry == null || entry.second() != at.getEpochSecond()) {
      if (entries.size() > 10_000) {
        entries.clear();
      }
      entry = new Entry(at.getEpochSecond(), find(line, at));
      entries.put(line, entry);
    }
    return entry.lookup();
  }

  private Tariff.Lookup find(Line line, Instant at) {
    String name = line.provider().isEmpty() ? line.model() : line.provider() + "/" + line.model();
    if (line.provider().isEmpty()) {
      return new Tariff.Lookup.Missing("no provider is configured for the upstream of " + name);
    }
    Optional<ApiOffer> offer = prices.offer(line.provider(), line.model());
    return offer.isEmpty()
        ? new Tariff.Lookup.Missing("no price for " + name)
        : Tariff.of(offer.get(), at, ServiceClass.STANDARD, line.region());
  }
}
