package dev.breakeven.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.SampleOffers;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Usd;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ListPricesTest {
  private static final ApiOffer OFFER =
      SampleOffers.of(
          Multiplier.ONE,
          List.of(
              SampleOffers.row(0, Map.of(TokenClass.INPUT, "3", TokenClass.OUTPUT, "15")),
              SampleOffers.row(200_000, Map.of(TokenClass.INPUT, "6", TokenClass.OUTPUT, "22.5"))));

  /// A market with one offer, sold by `sample`, which also knows it by a dated name.
  private record OneOffer(ApiOffer offer) implements Market {
    @Override
    public List<ApiOffer> apiOffers() {
      return List.of(offer);
    }

    @Override
    public Optional<ApiOffer> findApi(String name) {
      return name.matches("(sample/)?sample-model(-20260101)?")
          ? Optional.of(offer)
          : Optional.empty();
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
      return LocalDate.parse("2026-01-01");
    }
  }

  private static Attempt attempt(String model, String provider, Metered metered, Cost cost) {
    return new Attempt(
        new AttemptId("x", 1),
        SampleOffers.NOON,
        "test",
        Scope.NONE,
        Call.of(model, provider),
        metered,
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        cost,
        Optional.empty(),
        "");
  }

  private static Cost priced(String model, String provider, Metered metered) {
    return new ListPrices(new OneOffer(OFFER))
        .apply(attempt(model, provider, metered, ListPrices.NOT_PRICED))
        .cost();
  }

  private static Metered sum(long requests, Usage usage) {
    return new Metered(Metered.State.REPORTED, usage, Map.of(Metered.REQUESTS, requests));
  }

  @Test
  void pricesByTheListWithItsVersion() {
    Metered metered = Metered.reported(Usage.of(1_000, 100));
    Cost expected =
        new Cost.Priced(Usd.parse("0.0045"), Basis.LIST_EQUIVALENT, OFFER.priceVersion());
    assertThat(priced("sample-model-20260101", "", metered)).isEqualTo(expected);
    assertThat(priced("sample-model", "sample", metered)).isEqualTo(expected);
  }

  @Test
  void leavesWhatASourceHasPriced() {
    Cost stated = new Cost.Priced(Usd.parse("9"), Basis.METERED, "");
    Attempt attempt = attempt("sample-model", "", Metered.reported(Usage.of(1, 1)), stated);
    assertThat(new ListPrices(new OneOffer(OFFER)).apply(attempt)).isSameAs(attempt);
  }

  @Test
  void saysWhyThereIsNoPrice() {
    Metered one = Metered.reported(Usage.of(1, 1));
    assertThat(priced("sample-model", "", Metered.ABSENT))
        .isEqualTo(new Cost.Unpriced("no usage is known"));
    assertThat(priced("", "openai", one)).isEqualTo(new Cost.Unpriced("no model is named"));
    assertThat(priced("other", "", one)).isEqualTo(new Cost.Unpriced("no price for other"));
    assertThat(priced("sample-model", "", Metered.reported(new Usage(1, 1, 0, 0, 1, 0))))
        .isEqualTo(new Cost.Unpriced("sample-model has no cache_read rate"));
  }

  @Test
  void aModelAtAnotherHostDoesNotCostWhatItsMakerAsks() {
    assertThat(priced("sample-model", "elsewhere", Metered.reported(Usage.of(1, 1))))
        .isEqualTo(new Cost.Unpriced("no price for elsewhere/sample-model"));
  }

  @Test
  void aSumIsPricedOnlyWhereLengthCannotMatter() {
    Usage short1 = Usage.of(200_000, 10);
    Usage longer = Usage.of(200_001, 10);
    assertThat(priced("sample-model", "", sum(50, short1))).isInstanceOf(Cost.Priced.class);
    assertThat(priced("sample-model", "", sum(50, longer)))
        .isInstanceOfSatisfying(
            Cost.Unpriced.class,
            unpriced -> assertThat(unpriced.reason()).contains("reprices long requests"));
    assertThat(priced("sample-model", "", Metered.reported(longer)))
        .isInstanceOf(Cost.Priced.class);
  }

  @Test
  void aSumSaysItsRequestsUnlessNobodyDoes() {
    assertThat(Metered.reported(Usage.NONE).requests()).hasValue(1);
    assertThat(sum(470, Usage.NONE).requests()).hasValue(470);
    assertThat(sum(0, Usage.NONE).requests()).isEmpty();
    assertThat(sum(0, Usage.NONE).isSum()).isTrue();
  }
}
