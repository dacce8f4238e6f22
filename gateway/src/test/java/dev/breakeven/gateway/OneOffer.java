package dev.breakeven.gateway;

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
import dev.breakeven.core.units.Tokens;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A market in which `acme/mock` costs 2 USD per million tokens read, 1 from the cache, and 10 per
/// million generated; 50,000 tokens fit into it.
final class OneOffer implements Market {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);
  private static final ApiOffer OFFER =
      new ApiOffer(
          new ProviderId("acme"),
          new ModelId("mock"),
          true,
          false,
          Optional.of(new Tokens(50_000)),
          Optional.empty(),
          List.of(
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
                          TokenClass.CACHE_READ,
                          TokenRate.perMillion("1"),
                          TokenClass.OUTPUT,
                          TokenRate.perMillion("10"))))),
          List.of(),
          Multiplier.ONE,
          new Source("test", DAY),
          "");

  @Override
  public List<ApiOffer> apiOffers() {
    return List.of(OFFER);
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
  public Optional<ApiOffer> findApi(String name) {
    return List.of("mock", "acme/mock").contains(name) ? Optional.of(OFFER) : Optional.empty();
  }

  @Override
  public LocalDate asOf() {
    return DAY;
  }
}
