package dev.breakeven.core.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.testkit.Property;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Money against `BigDecimal`: equal where a nano-dollar can hold it, an exception where not.
class MoneyOracleTest {
  private static final BigDecimal PICOS_PER_NANO = BigDecimal.valueOf(1000);

  @Test
  void tokensTimesRateTimesMultiplierRoundsOnceHalfEven() {
    Property.check(
        "product of tokens, rate and multiplier",
        200_000,
        random -> {
          Tokens tokens = Tokens.of(RandomNumbers.upToBits(random, 63));
          TokenRate rate = new TokenRate(RandomNumbers.upToBits(random, 40));
          Multiplier multiplier = RandomNumbers.multiplier(random);
          checkProduct(tokens, rate, multiplier);
        });
  }

  @Test
  void tiesGoToTheEvenNano() {
    Property.check(
        "ties",
        50_000,
        random -> {
          Tokens tokens = Tokens.of(2 * RandomNumbers.upToBits(random, 39) + 1);
          TokenRate rate = new TokenRate(500 * (2 * RandomNumbers.upToBits(random, 20) + 1));
          checkProduct(tokens, rate, Multiplier.ONE);
        });
  }

  @Test
  void aTrillionTokensAtTheDearestRateAreExact() {
    PicoUsd picos = PicoUsd.product(Tokens.parse("1T"), TokenRate.perMillion("600"));

    assertThat(picos.rounded()).isEqualTo(Usd.parse("600000000"));
    assertThat(picos.toString()).isEqualTo("600000000");
    checkProduct(
        Tokens.parse("1T"), TokenRate.perMillion("600.000001"), new Multiplier(999_999, 1_000_000));
  }

  @Test
  void sumsOfPicosAreExact() {
    Property.check(
        "sum of picos",
        50_000,
        random -> {
          PicoUsd one = picos(random);
          PicoUsd other = picos(random);
          assertThat(one.plus(other).toBigInteger())
              .isEqualTo(one.toBigInteger().add(other.toBigInteger()));
        });
  }

  @Test
  void amountsTimesRatiosRoundHalfEven() {
    Property.check(
        "usd times ratio",
        200_000,
        random -> {
          Usd usd = new Usd(RandomNumbers.signed(random, 63));
          Ratio factor = RandomNumbers.ratio(random, 30);
          BigDecimal expected =
              BigDecimal.valueOf(usd.nanos())
                  .multiply(new BigDecimal(factor.numerator()))
                  .divide(new BigDecimal(factor.denominator()), 0, RoundingMode.HALF_EVEN);
          check(expected, () -> usd.times(factor), usd + " x " + factor);
        });
  }

  @Test
  void sumsAndDifferencesAreExactOrThrow() {
    Property.check(
        "usd sums",
        50_000,
        random -> {
          Usd one = new Usd(RandomNumbers.signed(random, 63));
          Usd other = new Usd(RandomNumbers.signed(random, 63));
          BigDecimal left = BigDecimal.valueOf(one.nanos());
          BigDecimal right = BigDecimal.valueOf(other.nanos());
          check(left.add(right), () -> one.plus(other), "sum");
          check(left.subtract(right), () -> one.minus(other), "difference");
          long count = RandomNumbers.signed(random, 40);
          check(left.multiply(BigDecimal.valueOf(count)), () -> one.times(count), "times");
        });
  }

  @Test
  void rentTimesHoursAndBackAgainIsTheRent() {
    Property.check(
        "rent over hours",
        20_000,
        random -> {
          UsdPerHour rent = new UsdPerHour(RandomNumbers.upToBits(random, 40));
          Hours hours = Hours.of(1 + random.nextInt(10_000));
          assertThat(rent.times(hours).per(hours)).isEqualTo(rent);
        });
  }

  @Test
  void whatLeavesTheRangeThrows() {
    Usd most = new Usd(Long.MAX_VALUE);

    assertThatThrownBy(() -> most.plus(new Usd(1))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> most.times(Ratio.of(3, 2))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Usd.ofDollars(10_000_000_000L))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(
            () -> PicoUsd.product(Tokens.of(Long.MAX_VALUE), TokenRate.perMillion("600")).rounded())
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Usd.ZERO.over(Usd.ZERO)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> most.per(Tokens.NONE)).isInstanceOf(ArithmeticException.class);
  }

  private static PicoUsd picos(SplittableRandom random) {
    return PicoUsd.product(
        Tokens.of(RandomNumbers.upToBits(random, 63)),
        new TokenRate(RandomNumbers.upToBits(random, 62)));
  }

  private static void checkProduct(Tokens tokens, TokenRate rate, Multiplier multiplier) {
    BigDecimal exact =
        BigDecimal.valueOf(tokens.count()).multiply(BigDecimal.valueOf(rate.picosPerToken()));
    BigDecimal expected =
        exact
            .multiply(BigDecimal.valueOf(multiplier.numerator()))
            .divide(
                BigDecimal.valueOf(multiplier.denominator()).multiply(PICOS_PER_NANO),
                0,
                RoundingMode.HALF_EVEN);
    PicoUsd product = PicoUsd.product(tokens, rate);
    assertThat(product.toBigInteger()).isEqualTo(exact.toBigIntegerExact());
    check(expected, () -> product.times(multiplier), tokens + " at " + rate + " x " + multiplier);
  }

  private interface Amount {
    Usd compute();
  }

  private static void check(BigDecimal nanos, Amount amount, String what) {
    BigInteger whole = nanos.toBigIntegerExact();
    if (whole.bitLength() < 64) {
      assertThat(amount.compute().nanos()).as(what).isEqualTo(whole.longValueExact());
    } else {
      ThrowingCallable call = amount::compute;
      assertThatThrownBy(call).as(what).isInstanceOf(ArithmeticException.class);
    }
  }
}
