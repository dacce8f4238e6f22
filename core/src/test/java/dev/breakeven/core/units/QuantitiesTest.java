package dev.breakeven.core.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Text in, text out, and the small laws of the other quantities.
class QuantitiesTest {
  @Test
  void moneyAndRatesReadWhatTheyPrint() {
    Property.check(
        "print and parse",
        50_000,
        random -> {
          Usd usd = new Usd(RandomNumbers.signed(random, 63));
          assertThat(Usd.parse(usd.toString())).isEqualTo(usd);
          TokenRate rate = new TokenRate(RandomNumbers.upToBits(random, 63));
          assertThat(TokenRate.perMillion(rate.toString())).isEqualTo(rate);
          UsdPerHour rent = new UsdPerHour(RandomNumbers.upToBits(random, 63));
          assertThat(UsdPerHour.parse(rent.toString())).isEqualTo(rent);
          Tokens tokens = Tokens.of(RandomNumbers.upToBits(random, 63));
          assertThat(Tokens.parse(tokens.toString())).isEqualTo(tokens);
        });
  }

  @ParameterizedTest
  @CsvSource({"1825,1825.00", "0.0544,0.0544", "-3.5,-3.50", "0,0.00", "1e-9,0.000000001"})
  void moneyPrintsAtLeastCents(String text, String printed) {
    assertThat(Usd.parse(text)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1,5", "0.0000000001", "9223372037", "1e999999999", "NaN"})
  void moneyRefusesTheRest(String text) {
    assertThatThrownBy(() -> Usd.parse(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessageContaining("usd: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0.0000001", "1.2345678", "-1", "-0.000001", "1e999999999"})
  void ratesRefuseSevenDecimalsAndNegatives(String text) {
    assertThatThrownBy(() -> TokenRate.perMillion(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessageContaining("price: ");
  }

  @ParameterizedTest
  @CsvSource({"0.075,75000", "0.000001,1", "600,600000000", "2.500000000,2500000"})
  void ratesAreWholePicos(String text, long picos) {
    assertThat(TokenRate.perMillion(text).picosPerToken()).isEqualTo(picos);
    assertThat(TokenRate.perMillion(text).perMtok().dollars()).isEqualTo(Ratio.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1200|1200",
        "500K|500000",
        "1.5M|1500000",
        "2b|2000000000",
        "3T|3000000000000",
        "1,200|1200",
        "1,234,567|1234567",
        "1_000|1000",
        " 7 |7",
        "0|0",
        "1,500.5K|1500500"
      })
  void tokensReadSuffixesAndThousands(String text, long count) {
    assertThat(Tokens.parse(text)).isEqualTo(Tokens.of(count));
  }

  /// A comma that is not between thousands may be a decimal comma: 1,5M must not be 15M.
  @ParameterizedTest
  @ValueSource(
      strings = {"", "K", "-1", "1.5", "1,5M", "12,34", ",5", "5,", "1,2345", "10T00", "9e18K"})
  void tokensRefuseTheRest(String text) {
    assertThatThrownBy(() -> Tokens.parse(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessageContaining("tokens: ");
  }

  @Test
  void multipliersOfEqualValueAreEqual() {
    assertThat(new Multiplier(170, 200)).isEqualTo(new Multiplier(17, 20));
    assertThat(Multiplier.afterDiscount(Ratio.percent(15))).isEqualTo(new Multiplier(17, 20));
    assertThat(Multiplier.afterDiscount(Ratio.ZERO)).isEqualTo(Multiplier.ONE);
    assertThatThrownBy(() -> Multiplier.afterDiscount(Ratio.ONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Multiplier.of(Ratio.parse("0.1234567")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMeanRateMakesItsTokensBack() {
    Property.check(
        "mean rate",
        10_000,
        random -> {
          Tokens tokens = Tokens.of(RandomNumbers.upToBits(random, 60));
          Hours hours = Hours.of(1 + random.nextInt(9000));
          assertThat(TokensPerSecond.average(tokens, hours).during(hours))
              .isEqualTo(Ratio.of(tokens.count()));
        });
  }

  @Test
  void whatIsNeverReachedStaysSo() {
    Attainable<Integer> never = Attainable.never("no reason");

    assertThat(never.map(value -> value + 1)).isEqualTo(Attainable.never("no reason"));
    assertThat(never.toOptional()).isEmpty();
    assertThat(Attainable.at(1).map(value -> value + 1).toOptional()).contains(2);
  }
}
