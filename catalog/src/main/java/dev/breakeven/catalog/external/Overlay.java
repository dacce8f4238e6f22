package dev.breakeven.catalog.external;

import dev.breakeven.catalog.format.ApiRowWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The offers of some imports as one file: each provider and model once.
///
/// `replaced` counts offers that gave way to a later import, `repriced` those of them whose prices
/// differed.
public record Overlay(List<ImportedOffer> offers, int replaced, int repriced) {
  public Overlay {
    offers = List.copyOf(offers);
  }

  /// Of a model in more than one import the last one counts, as with overlays.
  public static Overlay of(List<Import> imports) {
    Map<String, ImportedOffer> offers = new LinkedHashMap<>();
    int replaced = 0;
    int repriced = 0;
    for (Import imported : imports) {
      for (ImportedOffer offer : imported.offers()) {
        String key = offer.offer().provider() + "/" + offer.offer().model();
        ImportedOffer earlier = offers.put(key, offer);
        if (earlier != null) {
          replaced++;
          repriced += earlier.offer().prices().equals(offer.offer().prices()) ? 0 : 1;
        }
      }
    }
    return new Overlay(List.copyOf(offers.values()), replaced, repriced);
  }

  /// One line an offer, which the catalog loads back to the same offers.
  public String toJsonl() {
    StringBuilder lines = new StringBuilder();
    for (ImportedOffer imported : offers) {
      boolean same = imported.model().equals(imported.offer().model().text());
      Optional<String> hostId = same ? Optional.empty() : Optional.of(imported.model());
      lines.append(ApiRowWriter.line(imported.offer(), hostId)).append('\n');
    }
    return lines.toString();
  }
}
