package dev.breakeven.ingest.billing;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import java.time.LocalDate;
import java.util.List;

/// Nothing on offer: what is told then is told by names alone.
record NoMarket() implements Market {
  @Override
  public List<ApiOffer> apiOffers() {
    return List.of();
  }

  @Override
  public List<GpuOffer> gpuOffers() {
    return List.of();
  }

  @Override
  public List<ModelCard> models() {
    return List.of();
  }

  @Override
  public List<GpuSpec> gpus() {
    return List.of();
  }

  @Override
  public LocalDate asOf() {
    return LocalDate.EPOCH;
  }
}
