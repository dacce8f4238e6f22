package dev.breakeven.ingest.trace.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Property;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigitsTest {
  private static long whole(String text) {
    byte[] bytes = (">" + text + "<").getBytes(StandardCharsets.ISO_8859_1);
    return Digits.whole(bytes, 1, bytes.length - 1);
  }

  private static long seconds(String text) {
    byte[] bytes = (">" + text + "<").getBytes(StandardCharsets.ISO_8859_1);
    return Digits.secondsInNanos(bytes, 1, bytes.length - 1);
  }

  @Test
  void agreesWithBigDecimal() {
    Property.check(
        "digits",
        2_000,
        random -> {
          long number = random.nextLong(-1_000_000_000_000_000_000L, 1_000_000_000_000_000_000L);
          assertThat(whole(Long.toString(number))).isEqualTo(number);
          assertThat(whole(number + ".00")).isEqualTo(number);
          BigDecimal seconds = BigDecimal.valueOf(random.nextLong(7_000_000_000_000_000_000L), 9);
          assertThat(seconds(seconds.toPlainString()))
              .isEqualTo(seconds.movePointRight(9).longValueExact());
          assertThat(seconds(seconds.negate().toPlainString()))
              .isEqualTo(-seconds.movePointRight(9).longValueExact());
        });
  }

  @Test
  void saturatesOutOfRange() {
    assertThat(whole("99999999999999999999999")).isGreaterThan(1L << 60);
    assertThat(whole("-99999999999999999999999"))
        .isLessThan(-(1L << 60))
        .isNotEqualTo(Digits.INVALID);
    assertThat(whole("9223372036854775807")).isGreaterThan(1L << 60);
    assertThat(seconds("99999999999999999999999")).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "+1", " 1", "1 ", "1.", "1.5", ".0", "1e3", "0x1", "1,000", "٣"})
  void refusesWhatIsNoWholeNumber(String text) {
    assertThat(whole(text)).isEqualTo(Digits.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".5", "1.", "1.x", "x", "1.5.5", "1e3"})
  void refusesWhatIsNoSeconds(String text) {
    assertThat(seconds(text)).isEqualTo(Digits.INVALID);
  }
}
