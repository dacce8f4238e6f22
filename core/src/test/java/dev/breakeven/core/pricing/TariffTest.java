package dev.breakeven.core.pricing;

import static dev.breakeven.core.pricing.SampleOffers.FROM;
import static dev.breakeven.core.pricing.SampleOffers.NOON;
import static dev.breakeven.core.pricing.SampleOffers.TO;
import static dev.breakeven.core.pricing.SampleOffers.card;
import static dev.breakeven.core.pricing.SampleOffers.priced;
import static dev.breakeven.core.pricing.SampleOffers.quote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.DailyWindow;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TariffTest {
  private static final Usage MILLION_IN = Usage.of(1_000_000, 0);
  private static final Map<TokenClass, String> LONG =
      Map.of(TokenClass.INPUT, "4", TokenClass.OUTPUT, "18", TokenClass.CACHE_READ, "0.40");
  private static final Map<TokenClass, String> SHORT =
      Map.of(TokenClass.INPUT, "2", TokenClass.OUTPUT, "12", TokenClass.CACHE_READ, "0.20");
  private static final ApiOffer WITH_CLIFF =
      SampleOffers.of(
          Multiplier.ONE, List.of(SampleOffers.row(200_000, LONG), SampleOffers.row(0, SHORT)));

  /// BerriAI/litellm issue 9812: three tokens of input beside a long cache write.
  @Test
  void cacheWritesHaveTheirOwnRate() {
    ApiOffer offer =
        SampleOffers.of(
            Map.of(
                TokenClass.INPUT, "3", TokenClass.CACHE_WRITE_5M, "3.75", TokenClass.OUTPUT, "15"));

    Usd usd = priced(offer, new Usage(3, 0, 12_304, 0, 550, 0)).usd();

    assertThat(usd).isEqualTo(Usd.parse("0.054399"));
    assertThat(usd.dollars().decimal(4)).hasToString("0.0544");
  }

  /// BerriAI/litellm issue 14849: 257,955 of 262,960 prompt tokens were cached.
  @Test
  void cachedTokensAreNotAlsoInput() {
    ApiOffer offer =
        SampleOffers.of(
            Map.of(
                TokenClass.INPUT, "1.25", TokenClass.CACHE_READ, "0.625", TokenClass.OUTPUT, "10"));

    Usd usd = priced(offer, new Usage(262_960 - 257_955, 257_955, 0, 0, 1_744, 0)).usd();

    assertThat(usd).isEqualTo(Usd.parse("0.184918125"));
    assertThat(usd.dollars().decimal(5)).hasToString("0.18492");
  }

  @Test
  void aCliffRepricesTheWholeRequestStrictlyAbove() {
    assertThat(priced(WITH_CLIFF, Usage.of(200_000, 1_000)).usd()).isEqualTo(Usd.parse("0.412"));
    assertThat(priced(WITH_CLIFF, Usage.of(200_001, 1_000)).usd()).isEqualTo(Usd.parse("0.818004"));
  }

  @Test
  void cachedTokensCountTowardsTheCliffAndOutputDoesNot() {
    assertThat(priced(WITH_CLIFF, new Usage(1, 200_000, 0, 0, 0, 0)).usd())
        .isEqualTo(Usd.parse("0.080004"));
    assertThat(priced(WITH_CLIFF, Usage.of(0, 300_000)).usd()).isEqualTo(Usd.parse("3.6"));
  }

  @Test
  void aClassWithTokensAndNoRateIsUnpriced() {
    ApiOffer offer = SampleOffers.inputOutput("1", "2");

    assertThat(quote(offer, new Usage(1, 1, 0, 0, 1, 0)))
        .isEqualTo(new Quote.Unpriced("sample-model has no cache_read rate"));
    assertThat(quote(offer, Usage.of(1, 1))).isInstanceOf(Quote.Priced.class);
  }

  @Test
  void reasoningIsOutputUnlessItHasARate() {
    Usage thinking = new Usage(0, 0, 0, 0, 0, 1_000_000);

    assertThat(priced(SampleOffers.inputOutput("1", "2"), thinking).usd())
        .isEqualTo(Usd.parse("2"));
    assertThat(
            priced(
                    SampleOffers.of(Map.of(TokenClass.OUTPUT, "2", TokenClass.REASONING, "3")),
                    thinking)
                .usd())
        .isEqualTo(Usd.parse("3"));
  }

  @Test
  void theDiscountIsTakenOnceFromTheSum() {
    ApiOffer offer =
        SampleOffers.of(
            Multiplier.afterDiscount(Ratio.percent(15)),
            List.of(
                SampleOffers.row(
                    0, Map.of(TokenClass.INPUT, "0.001", TokenClass.OUTPUT, "0.001"))));

    Quote.Priced quote = priced(offer, Usage.of(1, 1));

    assertThat(quote.usd()).isEqualTo(new Usd(2));
    assertThat(quote.lines()).hasSize(2);
    assertThat(quote.lines().getFirst().exact()).hasToString("0.000000001");
  }

  @Test
  void aRegionWithItsOwnPriceComesBeforeTheGeneralOne() {
    ApiOffer offer = offer(row("", "1", Optional.empty()), row("eu", "1.1", Optional.empty()));

    assertThat(in(offer, "eu")).isEqualTo(Usd.parse("1.1"));
    assertThat(in(offer, "us")).isEqualTo(Usd.parse("1"));
    assertThat(in(offer, "")).isEqualTo(Usd.parse("1"));
  }

  @Test
  void pricedByRegionOnlyAsksForOne() {
    ApiOffer offer = offer(row("us", "1", Optional.empty()), row("eu", "1.1", Optional.empty()));

    assertThat(Tariff.of(offer, NOON, ServiceClass.STANDARD, ""))
        .isEqualTo(
            new Tariff.Lookup.Missing("sample-model is priced by region: name one of eu, us"));
  }

  @Test
  void aDailyWindowComesBeforeTheWholeDay() {
    DailyWindow night = new DailyWindow(LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneOffset.UTC);
    ApiOffer offer = offer(row("", "1", Optional.empty()), row("", "0.5", Optional.of(night)));

    assertThat(at(offer, NOON)).isEqualTo(Usd.parse("1"));
    assertThat(at(offer, NOON.plus(Duration.ofHours(10)))).isEqualTo(Usd.parse("0.5"));
    assertThat(at(offer, NOON.plus(Duration.ofHours(17)))).isEqualTo(Usd.parse("0.5"));
    assertThat(at(offer, NOON.plus(Duration.ofHours(18)))).isEqualTo(Usd.parse("1"));
  }

  @Test
  void serviceClassesArePricedApart() {
    PriceRow batch =
        new PriceRow(
            FROM,
            TO,
            Optional.empty(),
            ServiceClass.BATCH,
            "",
            0,
            card(Map.of(TokenClass.INPUT, "0.5")));
    ApiOffer offer = offer(row("", "1", Optional.empty()), batch);

    assertThat(Tariff.quote(offer, MILLION_IN, NOON, ServiceClass.BATCH, ""))
        .isInstanceOfSatisfying(
            Quote.Priced.class, quote -> assertThat(quote.usd()).isEqualTo(Usd.parse("0.5")));
    assertThat(Tariff.quote(offer, MILLION_IN, NOON, ServiceClass.PRIORITY, ""))
        .isEqualTo(new Quote.Unpriced("sample-model has no priority price"));
  }

  @Test
  void aPriceIsInForceFromItsDayUntilTheNext() {
    Instant change = Instant.parse("2026-06-01T00:00:00Z");
    ApiOffer offer = offer(between(FROM, change, "1"), between(change, TO, "2"));

    assertThat(at(offer, change.minusNanos(1))).isEqualTo(Usd.parse("1"));
    assertThat(at(offer, change)).isEqualTo(Usd.parse("2"));
    assertThat(Tariff.quote(offer, MILLION_IN, FROM.minusNanos(1), ServiceClass.STANDARD, ""))
        .isInstanceOf(Quote.Unpriced.class);
  }

  private static ApiOffer offer(PriceRow... rows) {
    return SampleOffers.of(Multiplier.ONE, List.of(rows));
  }

  private static PriceRow row(String region, String input, Optional<DailyWindow> window) {
    return new PriceRow(
        FROM, TO, window, ServiceClass.STANDARD, region, 0, card(Map.of(TokenClass.INPUT, input)));
  }

  private static PriceRow between(Instant from, Instant to, String input) {
    return new PriceRow(
        from,
        to,
        Optional.empty(),
        ServiceClass.STANDARD,
        "",
        0,
        card(Map.of(TokenClass.INPUT, input)));
  }

  private static Usd in(ApiOffer offer, String region) {
    return usd(Tariff.quote(offer, MILLION_IN, NOON, ServiceClass.STANDARD, region));
  }

  private static Usd at(ApiOffer offer, Instant instant) {
    return usd(Tariff.quote(offer, MILLION_IN, instant, ServiceClass.STANDARD, ""));
  }

  private static Usd usd(Quote quote) {
    return ((Quote.Priced) quote).usd();
  }
}
