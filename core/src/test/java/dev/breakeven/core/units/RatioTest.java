package dev.breakeven.core.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.testkit.Property;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RatioTest {
  @Test
  void isAField() {
    Property.check(
        "field laws",
        50_000,
        random -> {
          Ratio a = RandomNumbers.ratio(random, 60);
          Ratio b = RandomNumbers.ratio(random, 60);
          Ratio c = RandomNumbers.ratio(random, 60);
          assertThat(a.plus(b)).isEqualTo(b.plus(a));
          assertThat(a.times(b)).isEqualTo(b.times(a));
          assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
          assertThat(a.times(b).times(c)).isEqualTo(a.times(b.times(c)));
          assertThat(a.times(b.plus(c))).isEqualTo(a.times(b).plus(a.times(c)));
          assertThat(a.minus(a)).isEqualTo(Ratio.ZERO);
          assertThat(a.plus(Ratio.ZERO)).isEqualTo(a);
          assertThat(a.times(Ratio.ONE)).isEqualTo(a);
          if (b.signum() != 0) {
            assertThat(a.dividedBy(b).times(b)).isEqualTo(a);
          }
        });
  }

  @Test
  void isReducedWithAPositiveDenominator() {
    Property.check(
        "canonical form",
        20_000,
        random -> {
          long factor = 1 + random.nextInt(1000);
          Ratio a = RandomNumbers.ratio(random, 40);
          Ratio same =
              new Ratio(
                  a.numerator().multiply(BigInteger.valueOf(-factor)),
                  a.denominator().multiply(BigInteger.valueOf(-factor)));
          assertThat(same).isEqualTo(a).hasSameHashCodeAs(a).isEqualByComparingTo(a);
          assertThat(same.denominator().signum()).isPositive();
        });
  }

  @Test
  void ordersAndRoundsAsBigDecimalDoes() {
    Property.check(
        "order and rounding",
        50_000,
        random -> {
          Ratio a = RandomNumbers.ratio(random, 50);
          Ratio b = RandomNumbers.ratio(random, 50);
          assertThat(Integer.signum(a.compareTo(b))).isEqualTo(a.minus(b).signum());
          BigDecimal above = new BigDecimal(a.numerator());
          BigDecimal below = new BigDecimal(a.denominator());
          assertThat(a.rounded())
              .isEqualTo(above.divide(below, 0, RoundingMode.HALF_EVEN).toBigIntegerExact());
          assertThat(Ratio.of(a.decimal(7)).minus(a).times(20_000_000).numerator().abs())
              .isLessThanOrEqualTo(Ratio.of(a.decimal(7)).minus(a).times(20_000_000).denominator());
          Ratio up = new Ratio(a.ceiling(), BigInteger.ONE);
          assertThat(up).isGreaterThanOrEqualTo(a).isLessThan(a.plus(Ratio.ONE));
        });
  }

  @Test
  void everyDoubleComesBackFromItsDecimalForm() {
    Property.check(
        "double round trip",
        20_000,
        random -> {
          double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-5, 12));
          assertThat(Ratio.of(new BigDecimal(value)).toDouble()).isEqualTo(value);
        });
  }

  @Test
  void readsWhatItPrints() {
    Property.check(
        "print and parse",
        20_000,
        random -> {
          Ratio decimal = Ratio.of(RandomNumbers.signed(random, 50), 1_000_000_000L);
          assertThat(Ratio.parse(decimal.toString())).isEqualTo(decimal);
          Ratio any = RandomNumbers.ratio(random, 60);
          assertThat(Ratio.parse(any.numerator() + "/" + any.denominator())).isEqualTo(any);
        });
  }

  @ParameterizedTest
  @CsvSource({"0.23,23,100", "1/3,1,3", "70%,7,10", " -1.50 ,-3,2", "1e-2,1,100", "1/4%,25,1"})
  void readsDecimalsFractionsAndPercents(String text, long above, long below) {
    assertThat(Ratio.parse(text)).isEqualTo(Ratio.of(above, below));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "%", "/", "1/", "1/0", "1/2/3", "70%%", "x", "1e99", "1e-99", "NaN"})
  void refusesTheRestAndSaysWhatItExpects(String text) {
    assertThatThrownBy(() -> Ratio.parse(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessageStartingWith("number: ");
  }

  @Test
  void refusesAZeroDenominator() {
    assertThatThrownBy(() -> Ratio.of(1, 0)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Ratio.ONE.dividedBy(Ratio.ZERO))
        .isInstanceOf(ArithmeticException.class);
  }
}
