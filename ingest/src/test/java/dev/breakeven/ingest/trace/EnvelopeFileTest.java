package dev.breakeven.ingest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.workload.Envelope;
import dev.breakeven.testkit.SharedData;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvelopeFileTest {
  private static final long SECOND = 1_000_000_000L;

  private static Envelope curve(String text) {
    return EnvelopeFile.parse(
        "curve.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "minute_from_start, requests_per_minute, 0, 15, 120, 2",
    "second_from_start, requests_per_second, 0, 900, 2, 2",
    "hour_from_start, requests_per_hour, 7, 7.25, 7200, 2",
    "at, requests_per_hour, 2026-11-21T10:00:00Z, 2026-11-21 10:15:00, 7200, 2",
  })
  void timesAndRatesAreToldByTheNamesOfTheColumns(
      String time, String rate, String first, String second, String value, double perSecond) {
    Envelope curve =
        curve("note,%s,%s\r\nx,%s,%s\r\n\ny,%s,0\r\n".formatted(time, rate, first, value, second));
    assertThat(curve.stepNanos()).isEqualTo(900 * SECOND);
    assertThat(curve.steps()).isEqualTo(2);
    assertThat(curve.isWeights()).isFalse();
    assertThat(curve.rateAt(899 * SECOND)).isEqualTo(perSecond);
    assertThat(curve.rateAt(900 * SECOND)).isZero();
    assertThat(curve.mean()).isEqualTo(perSecond / 2);
  }

  @Test
  void weightsOnlyCompare() {
    assertThat(curve("hour_from_start,weight\n0,1\n1,3\n").isWeights()).isTrue();
  }

  @Test
  void theDigitisedWeekHasItsPublishedVolume() {
    Optional<Path> file = SharedData.file("traces/azure2024_code_week_digitised.csv");
    assumeThat(file).isPresent();
    Envelope week = EnvelopeFile.read(file.orElseThrow());
    assertThat(week.spanNanos()).isEqualTo(7 * 86_400 * SECOND);
    // 16,803,695 rows, and the mean of 1,667 requests a minute, as the notebook prints them
    assertThat(week.mean() * 604_800).isCloseTo(16_803_695, within(20.0));
    assertThat(week.mean() * 60).isCloseTo(1_667, within(0.5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INPUT_EMPTY    | ''",
        "INPUT_EMPTY    | minute_from_start,weight",
        "INPUT_EMPTY    | minute_from_start,weight;0,5",
        "FORMAT_UNKNOWN | time,rate;0,5;1,5",
        "FORMAT_UNKNOWN | minute_from_start,rate;0,5;1,5",
        "FORMAT_UNKNOWN | minute_from_start,weight,requests_per_minute;0,5,5;1,5,5",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,-5;2,5",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,NaN",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,Infinity",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,1e30",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,1e999999999",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,",
        "ROW_INVALID    | minute_from_start,weight;0,5;1",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,five",
        "ROW_INVALID    | minute_from_start,weight;0,0;1,0;2,0",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,5;3,5",
        "ROW_INVALID    | minute_from_start,weight;0,5;0,5",
        "ROW_INVALID    | minute_from_start,weight;0,5;1,5;0,5",
        "ROW_INVALID    | minute_from_start,weight;0,5;1e30,5",
        "ROW_INVALID    | hour_from_start,weight;0,5;87660,5",
        "ROW_INVALID    | minute_from_start,weight;0,5;x,5",
        "ROW_INVALID    | at,weight;2026-11-21T10:00:00Z,5;soon,5",
      })
  void whatIsNoCurveIsRefusedWithItsLine(ErrorCode code, String rows) {
    assertThatThrownBy(() -> curve(rows.replace(';', '\n')))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.where()).startsWith("curve.csv");
            });
  }

  @Test
  void messagesSayWhatIsWrongInWhichRow() {
    assertThatThrownBy(() -> curve("minute_from_start,weight\n0,5\n15,5\n45,5\n"))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            error ->
                assertThat(error.oneLine())
                    .isEqualTo(
                        "error 114: 1800 s after the row before, and the first two are 900 s apart"
                            + " (curve.csv:4). Give a row for every step, with rate 0 where nothing"
                            + " came."));
    assertThatThrownBy(() -> curve("minute_from_start,rpm\n0,5\n15,5\n"))
        .hasMessage(
            "a curve has one of the columns requests_per_second, requests_per_minute,"
                + " requests_per_hour, weight; found minute_from_start,rpm");
  }
}
