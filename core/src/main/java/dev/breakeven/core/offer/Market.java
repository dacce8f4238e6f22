package dev.breakeven.core.offer;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Everything on offer: the port between the catalog and whoever decides.
///
/// Lists are sorted by id. `find` accepts any spelling the alias table knows.
public interface Market {
  List<ApiOffer> apiOffers();

  List<GpuOffer> gpuOffers();

  List<ModelCard> models();

  List<GpuSpec> gpus();

  /// `gpt-4o` is the maker's own endpoint, `provider/model` any other host.
  Optional<ApiOffer> findApi(String name);

  Optional<ModelCard> findModel(String name);

  Optional<GpuSpec> findGpu(String name);

  Optional<GpuOffer> findGpuOffer(String id);

  /// Known names of every kind that look like `name`, best first, at most fifty: for messages.
  List<String> similar(String name);

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
