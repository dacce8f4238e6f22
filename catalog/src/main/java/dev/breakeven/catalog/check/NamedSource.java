package dev.breakeven.catalog.check;

import dev.breakeven.catalog.external.Import;
import dev.breakeven.catalog.external.ImportedOffer;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.PriceRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The API prices of one catalog under our ids, to be compared with others.
///
/// Gemini at Vertex stands in for a Gemini that the catalog does not list at Google's own endpoint:
/// it is sold at both for one price.
public final class NamedSource {
  private final String name;
  private final Map<String, List<PriceRow>> rows = new TreeMap<>();

  private NamedSource(String name) {
    this.name = name;
  }

  public static NamedSource of(String name, Import imported) {
    return of(name, imported.offers().stream().map(ImportedOffer::offer).toList());
  }

  public static NamedSource of(String name, Market market) {
    return of(name, market.apiOffers());
  }

  private static NamedSource of(String name, List<ApiOffer> offers) {
    NamedSource source = new NamedSource(name);
    for (ApiOffer offer : offers) {
      source.rows.put(offer.provider() + "/" + offer.model(), offer.prices());
    }
    for (ApiOffer offer : offers) {
      if (offer.provider().text().equals("vertex") && offer.model().text().startsWith("gemini")) {
        source.rows.putIfAbsent("google/" + offer.model(), offer.prices());
      }
    }
    return source;
  }

  public String name() {
    return name;
  }

  /// `provider/model` of everything priced, sorted.
  Iterable<String> keys() {
    return rows.keySet();
  }

  Optional<List<PriceRow>> rows(String key) {
    return Optional.ofNullable(rows.get(key));
  }
}
