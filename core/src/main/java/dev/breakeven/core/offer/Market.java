package dev.breakeven.core.offer;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Everything on offer: the port between the catalog and whoever decides.
///
/// Lists are sorted by id. Without an alias table a name is found by its id alone; with one, `find`
/// accepts any spelling that it knows.
public interface Market {
  List<ApiOffer> apiOffers();

  List<GpuOffer> gpuOffers();

  List<ModelCard> models();

  List<GpuSpec> gpus();

  /// `gpt-4o` is the maker's own endpoint, `provider/model` any other host.
  default Optional<ApiOffer> findApi(String name) {
    return apiOffers().stream().filter(offer -> offer.id().equals(name)).findFirst();
  }

  default Optional<ModelCard> findModel(String name) {
    return models().stream().filter(model -> model.id().text().equals(name)).findFirst();
  }

  default Optional<GpuSpec> findGpu(String name) {
    return gpus().stream().filter(gpu -> gpu.id().text().equals(name)).findFirst();
  }

  default Optional<GpuOffer> findGpuOffer(String id) {
    return gpuOffers().stream().filter(offer -> offer.id().equals(id)).findFirst();
  }

  /// Known names of every kind that look like `name`, best first, at most fifty: for messages.
  default List<String> similar(String name) {
    return List.of();
  }

  /// What is known of the prompt cache behind `offer`.
  default PromptCache promptCache(ApiOffer offer) {
    return PromptCache.UNKNOWN;
  }

  /// The newest day any row was checked.
  LocalDate asOf();

  /// All hosts of an open model that sell it by the token.
  default List<ApiOffer> hostsOf(ModelId model) {
    return apiOffers().stream().filter(offer -> offer.model().equals(model)).toList();
  }
}
