package dev.breakeven.catalog;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.PromptCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `prompt-caches.csv`.
final class PromptCacheRows {
  private static final List<String> COLUMNS =
      List.of("provider", "model", "least_tokens", "lifetime_seconds", "source", "as_of");

  private PromptCacheRows() {}

  /// Adds what is known by provider and model; a row without a model holds for the others.
  static void read(SourceText source, Map<String, PromptCache> caches) {
    for (CsvRow row : Csv.read(source, COLUMNS, List.of())) {
      Origin.BUNDLED.source(row);
      caches.put(
          ApiEntry.key(row.required("provider"), row.text("model")),
          new PromptCache(
              row.has("least_tokens") ? Optional.of(row.whole("least_tokens")) : Optional.empty(),
              row.has("lifetime_seconds")
                  ? Optional.of(Duration.ofSeconds(row.whole("lifetime_seconds")))
                  : Optional.empty()));
    }
  }

  static PromptCache of(ApiOffer offer, Map<String, PromptCache> caches) {
    String provider = offer.provider().text();
    PromptCache rest = caches.getOrDefault(ApiEntry.key(provider, ""), PromptCache.UNKNOWN);
    return caches.getOrDefault(ApiEntry.key(provider, offer.model().text()), rest);
  }
}
