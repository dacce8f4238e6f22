package dev.breakeven.store;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.TokenRate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A market in which `listed` of `maker` has a price, but none for what is read from a cache.
record ListedModel() implements Market {
  static final Market MARKET = new ListedModel();

  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);
  private static final PriceRow PRICE =
      new PriceRow(
          Instant.parse("2020-01-01T00:00:00Z"),
          Instant.parse("2100-01-01T00:00:00Z"),
          Optional.empty(),
          ServiceClass.STANDARD,
          "",
          0,
          new RateCard(
              Map.of(
                  TokenClass.INPUT,
                  TokenRate.perMillion("2"),
                  TokenClass.OUTPUT,
                  TokenRate.perMillion("10"),
                  TokenClass.REASONING,
                  TokenRate.perMillion("10"))));

  @Override
  public List<ApiOffer> apiOffers() {
    return List.of(
        new ApiOffer(
            new ProviderId("maker"),
            new ModelId("listed"),
            true,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(PRICE),
            List.of(),
            Multiplier.ONE,
            new Source("test", DAY),
            ""));
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
    return DAY;
  }
}
