package dev.breakeven.catalog;

import dev.breakeven.catalog.format.Place;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Everything but API prices while the catalog is put together: a later file replaces row by row.
///
/// Not thread-safe; belongs to one loading.
final class Shelf {
  private final TreeMap<String, ModelCard> models = new TreeMap<>();
  private final TreeMap<String, GpuSpec> gpus = new TreeMap<>();
  private final TreeMap<String, GpuOfferRows.Pending> gpuOffers = new TreeMap<>();
  private final TreeMap<String, Unusable> unusable = new TreeMap<>();
  private final Map<String, Place> inThisFile = new HashMap<>();

  /// Starts a file: within it an id may stand once.
  void beginFile() {
    inThisFile.clear();
  }

  void put(ModelCard card, Place place) {
    once(card.id().text(), place);
    unusable.remove(card.id().text());
    models.put(card.id().text(), card);
  }

  void put(GpuSpec spec, Place place) {
    once(spec.id().text(), place);
    gpus.put(spec.id().text(), spec);
  }

  void put(String id, GpuOfferRows.Pending offer, Place place) {
    once(id, place);
    gpuOffers.put(id, offer);
  }

  void unusable(String id, Place place, String reason) {
    once(id, place);
    unusable.put(id, new Unusable(id, reason, place.toString()));
  }

  Map<String, ModelCard> models() {
    return models;
  }

  Map<String, GpuSpec> gpus() {
    return gpus;
  }

  /// The offers by id; one whose currency has no rate goes to [#unusable] instead.
  Map<String, GpuOffer> convert(ExchangeRates rates) {
    TreeMap<String, GpuOffer> converted = new TreeMap<>();
    for (Map.Entry<String, GpuOfferRows.Pending> entry : gpuOffers.entrySet()) {
      GpuOfferRows.Pending pending = entry.getValue();
      Optional<GpuOffer> offer = GpuOfferRows.convert(pending, rates);
      if (offer.isEmpty()) {
        String reason = "no exchange rate from " + pending.row().text("currency") + " to USD";
        unusable.put(
            entry.getKey(), new Unusable(entry.getKey(), reason, pending.row().place().toString()));
        continue;
      }
      requireNoTypo(offer.get().gpu().text(), pending.row().place());
      converted.put(entry.getKey(), offer.get());
    }
    return converted;
  }

  /// A GPU that we have no data sheet of may be new; one that looks like another is misspelled.
  private void requireNoTypo(String gpu, Place place) {
    List<String> near = gpus.containsKey(gpu) ? List.of() : Similar.to(gpu, gpus.keySet(), 3);
    if (!near.isEmpty()) {
      throw place.invalid(
          "gpu " + gpu + " is not in the catalog",
          "Use one of " + String.join(", ", near) + ", or add the GPU by a gpus.csv of your own.");
    }
  }

  List<Unusable> unusable() {
    return new ArrayList<>(unusable.values());
  }

  private void once(String id, Place place) {
    Place earlier = inThisFile.put(id, place);
    if (earlier != null) {
      throw place.invalid(
          id + " already stands in line " + earlier.line(), "Keep one row for an id.");
    }
  }
}
