package dev.breakeven.catalog;

import dev.breakeven.catalog.format.ApiRowReader;
import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.Place;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.PromptCache;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Joins the bundled files with overlays, in order; the last word on a row wins.
///
/// The load path keeps to plain loops: it runs once in a cold JVM, where each first lambda costs
/// more than the file it would read.
final class CatalogLoader {
  private final Aliases aliases = new Aliases();
  private final ExchangeRates rates = new ExchangeRates();
  private final Shelf shelf = new Shelf();
  private final ApiShelf apis = new ApiShelf(aliases);
  private final Map<String, String> providers = new TreeMap<>();
  private final Map<String, PromptCache> caches = new TreeMap<>();

  /// What the loading ends with.
  record Loaded(
      Map<String, ApiEntry> apis,
      Shelf shelf,
      Map<String, GpuOffer> gpuOffers,
      Aliases aliases,
      Map<String, String> providers,
      Map<String, PromptCache> caches,
      ExchangeRates rates,
      List<Unusable> unusable) {}

  void addBundled() {
    BundledPrices prices = BundledPrices.start();
    aliases.add(BundledFiles.require("aliases.csv"));
    rates.add(BundledFiles.require("fx.csv"));
    PromptCacheRows.read(BundledFiles.require("prompt-caches.csv"), caches);
    shelf.beginFile();
    ModelRows.read(BundledFiles.require("models.csv"), Origin.BUNDLED, shelf);
    shelf.beginFile();
    GpuRows.read(BundledFiles.require("gpus.csv"), Origin.BUNDLED, shelf);
    shelf.beginFile();
    GpuOfferRows.read(BundledFiles.require("gpu-offers.csv"), Origin.BUNDLED, shelf);
    for (BundledPrices.Seller seller : prices.await()) {
      providers.put(seller.provider().text(), seller.name());
      apis.addFile(seller.rows(), Origin.BUNDLED);
    }
  }

  void addOverlay(SourceText source) {
    String name = source.file().toLowerCase(Locale.ROOT);
    if (source.text().isBlank()) {
      throw new Place(source.file(), 1).invalid("file is empty", "Give it a row for each price.");
    }
    if (name.endsWith(".jsonl")) {
      apis.addFile(ApiRowReader.read(source), Origin.OVERLAY);
    } else if (name.endsWith(".csv")) {
      addTable(source);
    } else {
      throw new Place(source.file(), 1)
          .invalid(
              "not an overlay by its name",
              "Name API prices .jsonl and tables .csv; convert other catalogs by `catalog import`.");
    }
  }

  Loaded finish() {
    Map<String, GpuOffer> gpuOffers = shelf.convert(rates);
    return new Loaded(
        apis.finish(), shelf, gpuOffers, aliases, providers, caches, rates, shelf.unusable());
  }

  /// A table is told by a column that only it has.
  private void addTable(SourceText source) {
    List<String> columns = Csv.columns(source);
    shelf.beginFile();
    if (columns.contains("gpu_count")) {
      GpuOfferRows.read(source, Origin.OVERLAY, shelf);
    } else if (columns.contains("memory_bytes")) {
      GpuRows.read(source, Origin.OVERLAY, shelf);
    } else if (columns.contains("params_total")) {
      ModelRows.read(source, Origin.OVERLAY, shelf);
    } else if (columns.contains("alias")) {
      aliases.add(source);
    } else if (columns.contains("rate")) {
      rates.add(source);
    } else {
      throw new Place(source.file(), 1)
          .invalid(
              "a table of columns " + columns,
              "Use the header of gpu-offers.csv, gpus.csv, models.csv, aliases.csv or fx.csv.");
    }
  }
}
