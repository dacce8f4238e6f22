package dev.breakeven.core.pricing;

import static dev.breakeven.core.pricing.SampleOffers.priced;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.RandomNumbers;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Usd;
import dev.breakeven.testkit.Property;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Quotes and bills on random offers against `BigDecimal` and against each other.
class QuoteOracleTest {
  @Test
  void aQuoteIsTheSumOfItsProductsRoundedOnce() {
    Property.check(
        "quote equals the oracle",
        100_000,
        random -> {
          ApiOffer offer = offer(random, 0);
          Usage usage = usage(random, 40);
          assertThat(priced(offer, usage).usd().nanos()).isEqualTo(oracle(offer, usage));
        });
  }

  @Test
  void moreTokensNeverCostLess() {
    Property.check(
        "monotone",
        20_000,
        random -> {
          ApiOffer offer = offer(random, 0);
          Usage usage = usage(random, 40);
          Usage more = usage.plus(usage(random, 20));
          assertThat(priced(offer, more).usd()).isGreaterThanOrEqualTo(priced(offer, usage).usd());
        });
  }

  @Test
  void aBillIsTheQuotesWithinHalfANanoACall() {
    Property.check(
        "bill against quotes",
        2_000,
        random -> {
          ApiOffer offer = offer(random, random.nextBoolean() ? 1000 : 0);
          Tariff tariff = tariff(offer);
          Bill bill = new Bill(tariff);
          int calls = 1 + random.nextInt(50);
          long nanos = 0;
          for (int i = 0; i < calls; i++) {
            Usage usage = usage(random, 14);
            bill.add(usage);
            nanos += priced(offer, usage).usd().nanos();
          }
          Usd total = ((Bill.Total.Priced) bill.total()).usd();
          assertThat(2 * Math.abs(total.nanos() - nanos)).isLessThanOrEqualTo(calls + 1L);
          assertThat(bill.calls()).isEqualTo(calls);
        });
  }

  @Test
  void withoutACliffTheBillIsTheQuoteOfTheSum() {
    Property.check(
        "linear",
        2_000,
        random -> {
          ApiOffer offer = offer(random, 0);
          Bill bill = new Bill(tariff(offer));
          Usage sum = Usage.NONE;
          for (int i = random.nextInt(20); i >= 0; i--) {
            Usage usage = usage(random, 30);
            bill.add(usage);
            sum = sum.plus(usage);
          }
          assertThat(((Bill.Total.Priced) bill.total()).usd()).isEqualTo(priced(offer, sum).usd());
        });
  }

  @Test
  void onlyACallAboveTheCliffPaysIt() {
    Property.check(
        "cliff",
        5_000,
        random -> {
          long cliff = 1 + random.nextInt(100_000);
          Map<TokenClass, String> low = rates(random);
          Map<TokenClass, String> high = rates(random);
          PriceRow above = SampleOffers.row(cliff, high);
          ApiOffer both = SampleOffers.of(Multiplier.ONE, List.of(above, SampleOffers.row(0, low)));
          Usage usage = usage(random, 17);
          Map<TokenClass, String> expected = usage.totalInput() > cliff ? high : low;
          assertThat(priced(both, usage).usd())
              .isEqualTo(priced(SampleOffers.of(expected), usage).usd());
        });
  }

  private static long oracle(ApiOffer offer, Usage usage) {
    BigDecimal picos = BigDecimal.ZERO;
    for (TokenClass tokenClass : TokenClass.values()) {
      TokenRate rate = offer.prices().getFirst().rates().rate(tokenClass).orElse(TokenRate.FREE);
      picos =
          picos.add(
              BigDecimal.valueOf(usage.count(tokenClass))
                  .multiply(BigDecimal.valueOf(rate.picosPerToken())));
    }
    Multiplier discount = offer.discount();
    return picos
        .multiply(BigDecimal.valueOf(discount.numerator()))
        .divide(BigDecimal.valueOf(discount.denominator() * 1000), 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  private static Tariff tariff(ApiOffer offer) {
    return ((Tariff.Lookup.Found) Tariff.of(offer, SampleOffers.NOON, ServiceClass.STANDARD, ""))
        .tariff();
  }

  /// Every class has a rate; with a `cliff`, other rates above it.
  private static ApiOffer offer(SplittableRandom random, long cliff) {
    PriceRow base = SampleOffers.row(0, rates(random));
    List<PriceRow> rows =
        cliff == 0 ? List.of(base) : List.of(base, SampleOffers.row(cliff, rates(random)));
    long part = 1 + random.nextInt(1_000);
    return SampleOffers.of(
        random.nextBoolean() ? Multiplier.ONE : new Multiplier(part, 1_000), rows);
  }

  private static Map<TokenClass, String> rates(SplittableRandom random) {
    Map<TokenClass, String> rates = new EnumMap<>(TokenClass.class);
    for (TokenClass tokenClass : TokenClass.values()) {
      rates.put(tokenClass, new TokenRate(RandomNumbers.upToBits(random, 29)).toString());
    }
    return rates;
  }

  private static Usage usage(SplittableRandom random, int bits) {
    return new Usage(
        RandomNumbers.upToBits(random, bits),
        RandomNumbers.upToBits(random, bits),
        RandomNumbers.upToBits(random, bits),
        RandomNumbers.upToBits(random, bits),
        RandomNumbers.upToBits(random, bits),
        RandomNumbers.upToBits(random, bits));
  }
}
