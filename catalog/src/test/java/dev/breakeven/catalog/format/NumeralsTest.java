package dev.breakeven.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.units.TokenRate;
import dev.breakeven.testkit.Property;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class NumeralsTest {

  @Test
  void readsEveryPlainPriceAsTheExactDecimalDoes() {
    Property.check(
        "micros equal the exact decimal",
        20_000,
        random -> {
          long micros = random.nextLong(random.nextBoolean() ? 10_000_000 : 1_000_000_000_000L);
          BigDecimal price = BigDecimal.valueOf(micros, 6);
          String text =
              random.nextBoolean()
                  ? price.stripTrailingZeros().toPlainString()
                  : price.toPlainString();
          assertThat(Numerals.micros(text)).isEqualTo(micros);
          assertThat(TokenRate.perMillion(text).picosPerToken()).isEqualTo(micros);
        });
  }

  @Test
  void readsOtherSpellingsOfANumber() {
    assertThat(Numerals.micros("2.5e-1")).isEqualTo(250_000);
    assertThat(Numerals.micros("1E+2")).isEqualTo(100_000_000);
    assertThat(Numerals.micros("+3")).isEqualTo(3_000_000);
    assertThat(Numerals.micros(".5")).isEqualTo(500_000);
  }

  @Test
  void refusesWhatIsNoPrice() {
    for (String text :
        new String[] {
          "",
          " ",
          "-1",
          "abc",
          "1.2.3",
          "1,5",
          "0.0000001",
          "NaN",
          "1e999999999",
          "1e-999999999",
          "1000001",
          "99999999999999999999999999",
          "0x10"
        }) {
      assertThatThrownBy(() -> Numerals.micros(text))
          .as("'%s'", text)
          .isInstanceOf(NumberFormatException.class);
    }
  }

  @Test
  void readsADayAndNothingElse() {
    assertThat(Numerals.day("2026-11-21")).isEqualTo(LocalDate.of(2026, 11, 21));
    for (String text :
        new String[] {"2026-13-01", "2026-02-30", "2026-1-1", "21.11.2026", "", "२०२६-११-२१"}) {
      assertThatThrownBy(() -> Numerals.day(text))
          .as("'%s'", text)
          .isInstanceOf(DateTimeException.class);
    }
  }

  @Test
  void roundsFloatArtefactsHalfEvenToSixDecimals() {
    assertThat(Numerals.roundedMicros(new BigDecimal("0.18000000000000002"))).hasValue(180_000);
    assertThat(Numerals.roundedMicros(new BigDecimal("0.0000005"))).hasValue(0);
    assertThat(Numerals.roundedMicros(new BigDecimal("0.0000015"))).hasValue(2);
    assertThat(Numerals.roundedMicros(new BigDecimal("-1"))).isEmpty();
    assertThat(Numerals.roundedMicros(new BigDecimal("1000001"))).isEmpty();
  }
}
