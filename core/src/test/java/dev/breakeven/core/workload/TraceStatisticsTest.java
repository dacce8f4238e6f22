package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.testkit.Property;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TraceStatisticsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Provenance HERE = new Provenance.Observed("here");

  private static TraceStatistics of(Trace.Builder builder) {
    return TraceStatistics.of(builder.build(HERE));
  }

  @Test
  void countsLengthsByNearestRank() {
    Trace.Builder builder = new Trace.Builder();
    for (int i = 1; i <= 200; i++) {
      builder.add(i * SECOND, i, 7);
    }
    TraceStatistics statistics = of(builder);
    assertThat(statistics.input())
        .isEqualTo(
            new TraceStatistics.Lengths(Ratio.of(201, 2), 100, 190, 198, 200, Tokens.of(20_100)));
    assertThat(statistics.output().mean()).isEqualTo(Ratio.of(7));
    assertThat(statistics.requestsPerSecond()).isEqualTo(Knowable.known(Ratio.of(200, 199)));
  }

  @Test
  void aMetronomeHasNoVariationAndNoPeak() {
    Trace.Builder builder = new Trace.Builder().period(200 * SECOND);
    for (int i = 0; i < 200; i++) {
      builder.add(i * SECOND, 1, 1);
    }
    TraceStatistics.Arrivals arrivals = of(builder).arrivals();
    assertThat(arrivals.gapVariation()).isEqualTo(Knowable.known(Ratio.ZERO));
    assertThat(arrivals.peakToMeanSecond()).isEqualTo(Knowable.known(Ratio.ONE));
    assertThat(arrivals.peakToMeanMinute()).isEqualTo(Knowable.known(Ratio.ONE));
  }

  @Test
  void aMonthRepeatsThePeriodAndSaysSo() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 1000, 10);
    builder.add(3_480 * SECOND, 500, 5);
    TraceStatistics.Month month = of(builder).month().toOptional().orElseThrow();
    assertThat(month.factor()).isEqualTo(Ratio.of(730 * 3600, 3480));
    assertThat(month.input()).isEqualTo(Tokens.of(1_132_759));
    assertThat(month.output()).isEqualTo(Tokens.of(11_328));
    assertThat(month.statement())
        .isEqualTo("58 min observed, assumed to repeat all month (730 h): times 755");
  }

  @Test
  void aQuietEndBelongsToThePeriod() {
    Trace.Builder builder = new Trace.Builder().period(730 * 3600 * SECOND);
    builder.add(0, 1000, 10);
    builder.add(SECOND, 1000, 10);
    assertThat(of(builder).month().toOptional().orElseThrow().input()).isEqualTo(Tokens.of(2000));
  }

  @Test
  void timeIsUnknownForOneRequestOrOneInstant() {
    assertThat(of(new Trace.Builder()).month()).isInstanceOf(Knowable.Unknown.class);
    Trace.Builder builder = new Trace.Builder();
    builder.add(5, 3, 4);
    assertThat(of(builder).month()).isInstanceOf(Knowable.Unknown.class);
    builder.add(5, 3, 4);
    TraceStatistics statistics = of(builder);
    assertThat(statistics.month()).isInstanceOf(Knowable.Unknown.class);
    assertThat(statistics.requestsPerSecond()).isInstanceOf(Knowable.Unknown.class);
    assertThat(statistics.arrivals().gapVariation()).isInstanceOf(Knowable.Unknown.class);
    assertThat(statistics.input().total()).isEqualTo(Tokens.of(6));
  }

  @Test
  void reuseIsUnknownWithoutIds() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 100, 1);
    assertThat(of(builder).prefixReuse()).isInstanceOf(Knowable.Unknown.class);
  }

  @Test
  void reuseEndsAtTheFirstNewBlockAndCountsAPartialLastBlock() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 100, 1);
    builder.blockTokens(10);
    builder.add(1, 25, 1, new long[] {0, 1, 2}, 3);
    builder.add(2, 25, 1, new long[] {0, 1, 2}, 3);
    builder.add(3, 30, 1, new long[] {0, 7, 2}, 3);
    assertThat(of(builder).prefixReuse()).isEqualTo(Knowable.known(Ratio.of(35, 180)));
  }

  @Test
  void reuseAgreesWithAPlainSet() {
    Property.check("prefix reuse", 200, TraceStatisticsTest::agreesWithAPlainSet);
  }

  private static void agreesWithAPlainSet(SplittableRandom random) {
    Trace.Builder builder = new Trace.Builder(16);
    Set<Long> seen = new HashSet<>();
    long reused = 0;
    long input = 0;
    int requests = random.nextInt(1, 400);
    for (int i = 0; i < requests; i++) {
      long[] ids = random.longs(random.nextInt(1, 12), -20, 20).toArray();
      int tokens = random.nextInt(1, 16 * ids.length + 1);
      builder.add(i, tokens, 1, ids, ids.length);
      input += tokens;
      int run = 0;
      while (run < ids.length && !seen.add(ids[run])) {
        run++;
      }
      for (long id : ids) {
        seen.add(id);
      }
      reused += Math.min(tokens, 16L * run);
    }
    assertThat(TraceStatistics.of(builder.build(HERE)).prefixReuse())
        .isEqualTo(Knowable.known(Ratio.of(reused, input)));
  }
}
