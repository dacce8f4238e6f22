package dev.breakeven.catalog;

import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.PromptCache;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.units.Ratio;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The bundled catalog with the user's overlays on top. Immutable and thread-safe.
///
/// A file that breaks its format is a `BreakevenException` with file, line and remedy. A row that
/// is well formed but cannot be offered (no exchange rate, unknown size) stands in [#unusable].
public final class Catalog implements Market {
  private static final int MOST_SIMILAR = 50;

  private final Map<String, ApiEntry> apisByKey;
  private final Map<String, ApiEntry> apisOfMakers = new HashMap<>();
  private final Map<String, ApiEntry> apisByHostId = new HashMap<>();
  private final List<ApiOffer> apiOffers;
  private final Map<String, GpuOffer> gpuOffersById;
  private final Map<String, ModelCard> modelsById;
  private final Map<String, GpuSpec> gpusById;
  private final Aliases aliases;
  private final Map<String, String> providers;
  private final Map<String, PromptCache> caches;
  private final ExchangeRates rates;
  private final List<Unusable> unusable;
  private final LocalDate asOf;

  private Catalog(CatalogLoader.Loaded loaded) {
    apisByKey = loaded.apis();
    gpuOffersById = loaded.gpuOffers();
    modelsById = loaded.shelf().models();
    gpusById = loaded.shelf().gpus();
    aliases = loaded.aliases();
    providers = loaded.providers();
    caches = loaded.caches();
    rates = loaded.rates();
    unusable = List.copyOf(loaded.unusable());
    TreeMap<String, ApiOffer> offers = new TreeMap<>();
    for (ApiEntry entry : apisByKey.values()) {
      offers.put(entry.offer().id(), entry.offer());
      if (entry.offer().vendor()) {
        apisOfMakers.put(entry.offer().model().text(), entry);
      }
      if (entry.hostId().isPresent()) {
        String spelled = entry.hostId().get().toLowerCase(Locale.ROOT);
        apisByHostId.putIfAbsent(ApiEntry.key(entry.offer().provider().text(), spelled), entry);
      }
    }
    apiOffers = List.copyOf(offers.values());
    asOf = newest();
  }

  /// What ships with the program.
  public static Catalog bundled() {
    return load(List.of());
  }

  /// The bundled catalog with `overlays` in order; the last word on a row wins.
  ///
  /// Throws `BreakevenException` when an overlay is missing or breaks its format.
  public static Catalog load(List<Path> overlays) {
    List<SourceText> sources = new ArrayList<>();
    for (Path overlay : overlays) {
      sources.add(SourceText.read(overlay));
    }
    return of(sources);
  }

  /// The bundled catalog with overlays already read; each is named by its file name.
  public static Catalog of(List<SourceText> overlays) {
    CatalogLoader loader = new CatalogLoader();
    loader.addBundled();
    for (SourceText overlay : overlays) {
      loader.addOverlay(overlay);
    }
    return new Catalog(loader.finish());
  }

  /// Only `sources`, without what ships: for tests of the formats.
  static Catalog only(List<SourceText> sources) {
    CatalogLoader loader = new CatalogLoader();
    for (SourceText source : sources) {
      loader.addOverlay(source);
    }
    return new Catalog(loader.finish());
  }

  @Override
  public PromptCache promptCache(ApiOffer offer) {
    return PromptCacheRows.of(offer, caches);
  }

  /// Dollars for one unit of `currency` at the newest dated rate; empty where there is none.
  public Optional<Ratio> dollarsPer(String currency) {
    return rates.of(currency).map(ExchangeRates.Rate::dollars);
  }

  @Override
  public List<ApiOffer> apiOffers() {
    return apiOffers;
  }

  @Override
  public List<GpuOffer> gpuOffers() {
    return List.copyOf(gpuOffersById.values());
  }

  @Override
  public List<ModelCard> models() {
    return List.copyOf(modelsById.values());
  }

  @Override
  public List<GpuSpec> gpus() {
    return List.copyOf(gpusById.values());
  }

  @Override
  public Optional<ApiOffer> findApi(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    int slash = lower.indexOf('/');
    Optional<ApiEntry> found = Optional.empty();
    if (slash > 0) {
      String provider = ProviderNames.canonical(lower.substring(0, slash));
      found = atHost(provider, lower.substring(slash + 1));
    }
    if (found.isEmpty()) {
      found = aliases.findModel(lower, apisOfMakers);
    }
    return found.map(ApiEntry::offer);
  }

  private Optional<ApiEntry> atHost(String provider, String model) {
    Map<String, ApiEntry> here = new HashMap<>();
    for (ApiEntry entry : apisByKey.values()) {
      if (entry.offer().provider().text().equals(provider)) {
        here.put(entry.offer().model().text(), entry);
      }
    }
    ApiEntry spelled = apisByHostId.get(ApiEntry.key(provider, model));
    ApiEntry exact = here.get(model);
    if (exact == null && spelled != null) {
      return Optional.of(spelled);
    }
    return aliases.findModel(model, here);
  }

  @Override
  public Optional<ModelCard> findModel(String name) {
    return aliases.findModel(name, modelsById);
  }

  @Override
  public Optional<GpuSpec> findGpu(String name) {
    return aliases.findGpu(name, gpusById);
  }

  @Override
  public Optional<GpuOffer> findGpuOffer(String id) {
    return Optional.ofNullable(gpuOffersById.get(id.strip().toLowerCase(Locale.ROOT)));
  }

  @Override
  public List<String> similar(String name) {
    TreeSet<String> known = new TreeSet<>();
    apiOffers.forEach(offer -> known.add(offer.id()));
    known.addAll(modelsById.keySet());
    known.addAll(gpusById.keySet());
    List<String> near = Similar.to(name, known, MOST_SIMILAR);
    return near.isEmpty() ? Similar.to(name, gpuOffersById.keySet(), MOST_SIMILAR) : near;
  }

  @Override
  public LocalDate asOf() {
    return asOf;
  }

  /// Rows that are well formed but cannot be offered, by id.
  public List<Unusable> unusable() {
    return unusable;
  }

  /// How the host itself spells the model of `offer`, where that differs from our id.
  public Optional<String> hostId(ApiOffer offer) {
    return Optional.ofNullable(
            apisByKey.get(ApiEntry.key(offer.provider().text(), offer.model().text())))
        .flatMap(ApiEntry::hostId);
  }

  /// The name of a provider for people; its id when no table names it.
  public String providerName(ProviderId provider) {
    return providers.getOrDefault(provider.text(), provider.text());
  }

  /// What the alias table says a model is called here, without any other rule.
  public Optional<String> aliasOfModel(String spelled) {
    return aliases.exactModel(spelled);
  }

  /// Lines of the alias table whose id is nowhere in the catalog, unusable models apart.
  public List<String> danglingAliases() {
    TreeSet<String> models = new TreeSet<>(modelsById.keySet());
    apiOffers.forEach(offer -> models.add(offer.model().text()));
    unusable.forEach(row -> models.add(row.id()));
    return aliases.dangling(models, gpusById.keySet());
  }

  private LocalDate newest() {
    LocalDate newest = LocalDate.EPOCH;
    for (ApiOffer offer : apiOffers) {
      newest = later(newest, offer.source().asOf());
    }
    for (GpuOffer offer : gpuOffersById.values()) {
      newest = later(newest, offer.source().asOf());
    }
    for (ModelCard model : modelsById.values()) {
      newest = later(newest, model.source().asOf());
    }
    for (GpuSpec gpu : gpusById.values()) {
      newest = later(newest, gpu.source().asOf());
    }
    return newest;
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? other : one;
  }
}
