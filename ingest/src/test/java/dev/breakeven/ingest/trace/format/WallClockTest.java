package dev.breakeven.ingest.trace.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Property;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WallClockTest {
  private final WallClock clock = new WallClock();

  private static long nanos(WallClock clock, String text) {
    byte[] bytes = (">>" + text + "<<").getBytes(StandardCharsets.ISO_8859_1);
    return clock.nanos(bytes, 2, bytes.length - 2);
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
  }

  @Test
  void agreesWithJavaTime() {
    Property.check("wall clock", 5_000, random -> agreesWithJavaTime(random, new WallClock()));
  }

  private static void agreesWithJavaTime(SplittableRandom random, WallClock clock) {
    for (int i = 0; i < 3; i++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(86_400, 7_258_118_400L - 86_400), random.nextInt(1_000_000_000));
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
      OffsetDateTime time = instant.atOffset(offset);
      String pattern = random.nextBoolean() ? "uuuu-MM-dd HH:mm:ss" : "uuuu-MM-dd'T'HH:mm:ss";
      String zone = random.nextBoolean() ? "xxx" : "xx";
      String text = time.format(DateTimeFormatter.ofPattern(pattern + ".SSSSSSSSS" + zone));
      assertThat(nanos(clock, text)).as(text).isEqualTo(nanos(instant));
    }
  }

  @Test
  void takesFractionsOfAnyLengthAndNoZoneAsUtc() {
    long second = nanos(LocalDateTime.parse("2023-11-16T18:15:46").toInstant(ZoneOffset.UTC));
    assertThat(nanos(clock, "2023-11-16 18:15:46")).isEqualTo(second);
    assertThat(nanos(clock, "2023-11-16 18:15:46.6805900")).isEqualTo(second + 680_590_000);
    assertThat(nanos(clock, "2023-11-16 18:15:46.00993+00:00")).isEqualTo(second + 9_930_000);
    assertThat(nanos(clock, "2023-11-16T18:15:46.123456789987Z")).isEqualTo(second + 123_456_789);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2023-11-16",
        "2023-02-29 00:00:00",
        "2023-13-01 00:00:00",
        "2023-11-31 00:00:00",
        "2023-11-16 24:00:00",
        "2023-11-16 23:60:00",
        "2023-11-16 23:59:60",
        "2023/11/16 23:59:00",
        "2023-11-16 23-59-00",
        "2023-11-16_23:59:00",
        "1969-12-31 23:59:59",
        "2200-01-01 00:00:00",
        "2023-11-16 18:15:46.",
        "2023-11-16 18:15:46.12x",
        "2023-11-16 18:15:46,5",
        "2023-11-16 18:15:46Zulu",
        "2023-11-16 18:15:46+1",
        "2023-11-16 18:15:46+19:00",
        "2023-11-16 18:15:46+00-00",
        "2023-11-16 18:15:46 ",
        "1970-01-01 00:00:00+01:00",
        "2O23-11-16 18:15:46",
        "2023-1:-16 18:15:46"
      })
  void refusesWhatIsNoTime(String text) {
    assertThat(nanos(clock, text)).isEqualTo(Digits.INVALID);
    assertThat(nanos(clock, text)).as("the second time too").isEqualTo(Digits.INVALID);
  }
}
