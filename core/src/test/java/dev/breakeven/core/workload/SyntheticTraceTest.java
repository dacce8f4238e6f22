package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.testkit.Property;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SyntheticTraceTest {
  private static StatedVolume volume(String tokens, String share, Shape shape, long seed) {
    return new StatedVolume(Tokens.parse(tokens), Ratio.parse(share), shape, seed);
  }

  private static int fingerprint(Trace trace) {
    return IntStream.range(0, trace.size())
        .map(
            i ->
                Long.hashCode(trace.arrivalNanos(i)) * 31
                    + trace.inputTokens(i) * 17
                    + trace.outputTokens(i))
        .reduce(1, (a, b) -> 31 * a + b);
  }

  private static void matches(StatedVolume volume, int maxRequests) {
    SyntheticTrace.Synthetic made = SyntheticTrace.of(volume, maxRequests);
    TraceStatistics statistics = TraceStatistics.of(made.trace());
    TraceStatistics.Month month = statistics.month().toOptional().orElseThrow();
    Ratio input = made.scale().times(month.input().count());
    Ratio output = made.scale().times(month.output().count());
    double stated = volume.perMonth().count();
    double tolerance = Math.max(0.001 * stated, 5 * made.scale().toDouble());
    assertThat(input.plus(output).toDouble()).isCloseTo(stated, within(tolerance));
    assertThat(output.toDouble())
        .isCloseTo(volume.outputShare().toDouble() * stated, within(tolerance));
    assertThat(made.trace().size()).isLessThanOrEqualTo(maxRequests);
  }

  @Test
  void theMonthIsTheStatedVolume() {
    for (Shape shape : Shape.values()) {
      matches(volume("500M", "0.23", shape, 1), SyntheticTrace.MAX_REQUESTS);
    }
  }

  @Test
  void anyVolumeAndShareIsMet() {
    Property.check("stated volume is met", 150, SyntheticTraceTest::volumeIsMet);
  }

  private static void volumeIsMet(SplittableRandom random) {
    long tokens = (long) StrictMath.pow(10, random.nextDouble(3.1, 13));
    String[] shares = {"0", "1", "1e-9", "0.0005", "0.5", "0.97", "0.99999", "1/3"};
    Ratio share =
        random.nextBoolean()
            ? Ratio.parse(shares[random.nextInt(shares.length)])
            : Ratio.ofMeasured(random.nextDouble(), 6);
    Shape shape = Shape.values()[random.nextInt(4)];
    matches(new StatedVolume(Tokens.of(tokens), share, shape, random.nextLong()), 5_000);
  }

  @Test
  void sameSeedSameTrace() {
    StatedVolume volume = volume("50M", "0.2", Shape.BUSINESS_HOURS, 7);
    int first = fingerprint(SyntheticTrace.of(volume).trace());
    assertThat(fingerprint(SyntheticTrace.of(volume).trace())).isEqualTo(first);
    assertThat(first).as("the same on every machine and release").isEqualTo(PINNED);
    StatedVolume other = volume("50M", "0.2", Shape.BUSINESS_HOURS, 8);
    assertThat(fingerprint(SyntheticTrace.of(other).trace())).isNotEqualTo(first);
  }

  private static final int PINNED = 755_762_735;

  @Test
  void aHugeVolumeIsThinnedAndSaysSo() {
    SyntheticTrace.Synthetic made =
        SyntheticTrace.of(volume("900B", "0.23", Shape.STEADY, 1), 10_000);
    assertThat(made.trace().size()).isEqualTo(10_000);
    assertThat(made.scale().compareTo(Ratio.ONE)).isPositive();
    assertThat(made.trace().provenance().assumed())
        .anyMatch(text -> text.contains("each standing for"));
    assertThat(SyntheticTrace.of(volume("900K", "0.23", Shape.STEADY, 1)).scale())
        .isEqualTo(Ratio.ONE);
  }

  @Test
  void lengthsKeepTheMeanAndTheSpread() {
    Trace trace = SyntheticTrace.of(volume("500M", "0.23", Shape.STEADY, 3)).trace();
    TraceStatistics statistics = TraceStatistics.of(trace);
    assertThat(statistics.input().mean().toDouble()).isCloseTo(1155, within(1.0));
    assertThat(statistics.output().mean().toDouble()).isCloseTo(345, within(1.0));
    assertThat((double) statistics.input().p95() / statistics.input().p50())
        .isCloseTo(4083.0 / 1020, within(0.06));
    assertThat((double) statistics.output().p95() / statistics.output().p50())
        .isCloseTo(451.0 / 129, within(0.06));
  }

  @Test
  void steadyArrivalsArePoisson() {
    Trace trace = SyntheticTrace.of(volume("500M", "0.23", Shape.STEADY, 3)).trace();
    Ratio variation =
        TraceStatistics.of(trace).arrivals().gapVariation().toOptional().orElseThrow();
    assertThat(variation.decimal(3)).isCloseTo(BigDecimal.ONE, within(new BigDecimal("0.02")));
  }

  @Test
  void arrivalsFollowTheShape() {
    Trace batch = SyntheticTrace.of(volume("50M", "0.2", Shape.BATCH, 3)).trace();
    LoadProfile hours = LoadProfile.of(batch, 3_600 * LoadProfile.SECOND_NANOS);
    assertThat(hours.bins()).isEqualTo(168);
    // the clock starts at the first request, a little after midnight
    for (int hour = 0; hour < 168; hour++) {
      if (hour % 24 < 4) {
        assertThat(hours.requests(hour)).as("hour " + hour).isPositive();
      } else {
        assertThat(hours.requests(hour)).as("hour " + hour).isLessThan(hour % 24 == 23 ? 20 : 1);
      }
    }
  }

  @Test
  void assumptionsNameShapeAndLengths() {
    SyntheticTrace.Synthetic made = SyntheticTrace.of(volume("9M", "0.0001", Shape.SPIKY5X, 1));
    assertThat(made.trace().provenance().assumed())
        .anyMatch(text -> text.contains("lowest at 02:00"));
    assertThat(made.trace().provenance().assumed())
        .anyMatch(text -> text.contains("scaled to fit"));
    assertThat(made.trace().provenance()).isInstanceOf(Provenance.AssumedShape.class);
  }

  @Test
  void refusesVolumesAndSharesThatMeanNothing() {
    assertThatThrownBy(() -> volume("0", "0.2", Shape.STEADY, 1))
        .hasMessageContaining("expected: from 1,000 to 1,000,000,000,000,000");
    assertThatThrownBy(() -> volume("1001T", "0.2", Shape.STEADY, 1))
        .hasMessageContaining("expected: from 1,000 to 1,000,000,000,000,000");
    assertThatThrownBy(() -> volume("1M", "1.1", Shape.STEADY, 1))
        .hasMessageContaining("expected: from 0 to 1");
  }

  @Test
  void theSampleIsAWorkingDayThatSaysItIsASample() {
    Trace sample = SyntheticTrace.sample();
    assertThat(sample.size()).isEqualTo(9_000);
    assertThat(sample.provenance().isSample()).isTrue();
    assertThat(fingerprint(sample)).isEqualTo(fingerprint(SyntheticTrace.sample()));
    TraceStatistics statistics = TraceStatistics.of(sample);
    assertThat(statistics.period()).isEqualTo(java.time.Duration.ofDays(1));
    assertThat(statistics.prefixReuse().toOptional().orElseThrow().toDouble()).isBetween(0.1, 0.5);
  }

  @Test
  void aSteadyPaceKeepsItsTokensASecondWhateverIsTooLong() {
    for (int longest : new int[] {100_000, 1_500}) {
      Trace trace =
          SyntheticTrace.steady(new SyntheticTrace.Pace(2, 3, 6_000), 1_000, 200, longest);

      double tokens = 0;
      for (int i = 0; i < trace.size(); i++) {
        assertThat(trace.arrivalNanos(i)).isEqualTo(trace.arrivalNanos(i - i % 3));
        assertThat(trace.outputTokens(i)).isPositive();
        assertThat(trace.inputTokens(i) + trace.outputTokens(i)).isLessThanOrEqualTo(longest);
        tokens += trace.inputTokens(i) + trace.outputTokens(i);
      }
      assertThat(tokens / (trace.spanNanos() / 1e9)).isCloseTo(2 * 1_200, withinPercentage(8));
    }
  }
}
