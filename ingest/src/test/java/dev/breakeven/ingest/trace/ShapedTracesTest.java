package dev.breakeven.ingest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Envelope;
import dev.breakeven.core.workload.Shaping;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.core.workload.TraceStatistics;
import dev.breakeven.testkit.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Shaping of the real traces.
final class ShapedTracesTest {
  private static final String CODE = "azure2023_code_first30min.csv.gz";
  private static final String CONVERSATION = "azure2023_conv.csv.gz";
  private static final String MOONCAKE = "mooncake_conversation_first36min.jsonl.gz";

  private static Path file(String name) {
    Optional<Path> file = SharedData.file("traces/" + name);
    assumeThat(file).isPresent();
    return file.orElseThrow();
  }

  private static Trace read(String name) {
    return TraceFiles.read(file(name)).trace();
  }

  private static Trace scaled(Trace trace, Ratio scale) {
    List<Shaping.Part> parts = List.of(new Shaping.Part(trace, Ratio.ONE));
    return new Shaping(parts, scale, Optional.empty()).whole().trace();
  }

  private static double known(Knowable<Ratio> ratio) {
    return ratio.toOptional().orElseThrow().toDouble();
  }

  @ParameterizedTest
  @ValueSource(strings = {CODE, CONVERSATION, MOONCAKE})
  void tenCopiesAreTenTimesTheVolumeToTheToken(String name) {
    Trace trace = read(name);
    TraceStatistics before = TraceStatistics.of(trace);
    TraceStatistics after = TraceStatistics.of(scaled(trace, Ratio.of(10)));
    assertThat(after.requests()).isEqualTo(10 * before.requests());
    assertThat(after.input().total().count()).isEqualTo(10 * before.input().total().count());
    assertThat(after.output().total().count()).isEqualTo(10 * before.output().total().count());
    assertThat(after.input().p95()).isEqualTo(before.input().p95());
    assertThat(known(after.requestsPerSecond()))
        .isCloseTo(10 * known(before.requestsPerSecond()), within(1e-9));
  }

  /// Of ten shifts of one trace the dispersion is a sample, and under a second Mooncake's clock is
  /// none; batch arrivals of ten would have ten times the dispersion.
  @ParameterizedTest
  @ValueSource(strings = {CODE, CONVERSATION})
  void burstsOfASecondStayAndTheirPeaksFall(String name) {
    Trace trace = read(name);
    TraceStatistics.Arrivals before = TraceStatistics.of(trace).arrivals();
    TraceStatistics.Arrivals after = TraceStatistics.of(scaled(trace, Ratio.of(10))).arrivals();
    assertThat(known(after.dispersionSecond()) / known(before.dispersionSecond()))
        .isBetween(0.5, 2.0);
    assertThat(known(after.peakToMeanSecond())).isLessThan(known(before.peakToMeanSecond()));
  }

  @Test
  void thinnedCodeHasTheDispersionThatTheoryGivesIt() {
    Trace trace = read(CODE);
    double before = known(TraceStatistics.of(trace).arrivals().dispersionSecond());
    TraceStatistics after = TraceStatistics.of(scaled(trace, Ratio.of(1, 2)));
    assertThat(known(after.arrivals().dispersionSecond()))
        .isCloseTo(1 + 0.5 * (before - 1), within(0.1 * before));
    assertThat((double) after.requests())
        .isCloseTo(trace.size() / 2.0, within(5 * Math.sqrt(trace.size()) / 2));
  }

  @Test
  void prefixReuseOutlivesScaling() {
    Trace trace = read(MOONCAKE);
    double before = known(TraceStatistics.of(trace).prefixReuse());
    for (String scale : List.of("1/4", "4")) {
      Trace made = scaled(trace, Ratio.parse(scale));
      assertThat(known(TraceStatistics.of(made).prefixReuse()))
          .as("× %s", scale)
          .isCloseTo(before, within(0.05));
    }
  }

  @Test
  void theCodeWeekFollowsItsCurve() {
    Envelope week = EnvelopeFile.read(file("azure2024_code_week_digitised.csv"));
    Trace code = read(CODE);
    List<Shaping.Part> parts = List.of(new Shaping.Part(code, Ratio.ONE));
    Trace made = new Shaping(parts, Ratio.of(1, 100), Optional.of(week)).whole().trace();
    double[] days = new double[7];
    for (int i = 0; i < made.size(); i++) {
      days[(int) (made.arrivalNanos(i) / 86_400_000_000_000L)] += 100.0 * 7 / 16_803_688;
    }
    // each day over the mean day, as read off the published plot
    double[] published = {1.03, 0.41, 0.39, 1.23, 1.33, 1.33, 1.28};
    for (int day = 0; day < 7; day++) {
      assertThat(days[day]).as("day %d", day).isCloseTo(published[day], within(0.05));
    }
    TraceStatistics before = TraceStatistics.of(code);
    TraceStatistics after = TraceStatistics.of(made);
    assertThat(after.input().mean().toDouble())
        .isCloseTo(before.input().mean().toDouble(), within(30.0));
    assertThat(after.requests()).isBetween(165_000, 171_000);
  }
}
