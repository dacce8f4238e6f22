package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/// What shaping does to burstiness, against the theory of point processes.
///
/// Superposed independent copies keep the index of dispersion of counts (IDC) at every window;
/// thinning to p makes it 1 + p (IDC - 1). Both are of the mean over many shifts and draws, so they
/// are tested on the mean over many seeded traces, within four of its own standard errors.
final class BurstinessTest {
  private static final int TRACES = 60;

  /// The ratio of what is measured to what theory says, per trace and window.
  private static void agrees(double scale, ToDoubleFunction<Double> theory) {
    for (int window = 0; window < 3; window++) {
      List<Double> ratios = new ArrayList<>();
      for (int seed = 0; seed < TRACES; seed++) {
        Trace trace = RandomTraffic.bursts(new SplittableRandom(seed), 3_600, 2, 2 + seed % 3 * 10);
        double before = dispersions(trace).get(window);
        Trace made = copies(trace, scale, seed);
        ratios.add(dispersions(made).get(window) / theory.applyAsDouble(before));
      }
      double mean = ratios.stream().mapToDouble(r -> r).average().orElseThrow();
      double squares = ratios.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
      double error = Math.sqrt(squares / (TRACES - 1) / TRACES);
      assertThat(error).as("the test can tell").isLessThan(0.08);
      assertThat(mean).as("window %d at × %s", window, scale).isCloseTo(1, within(4 * error));
    }
  }

  private static Trace copies(Trace trace, double factor, long seed) {
    Superposition sum = new Superposition(trace.periodNanos(), 0, 1_000 * seed);
    sum.add(trace, Envelope.flat(trace.periodNanos()), factor, trace.periodNanos());
    return sum.build(trace.provenance());
  }

  private static List<Double> dispersions(Trace trace) {
    TraceStatistics.Arrivals arrivals = TraceStatistics.of(trace).arrivals();
    return List.of(
        value(arrivals.dispersionSecond()),
        value(arrivals.dispersionTenSeconds()),
        value(arrivals.dispersionMinute()));
  }

  private static double value(Knowable<Ratio> ratio) {
    return ratio.toOptional().orElseThrow().toDouble();
  }

  @Test
  void superposedCopiesKeepTheIndexOfDispersionAtEveryWindow() {
    agrees(4, before -> before);
    agrees(16, before -> before);
  }

  @Test
  void thinningMovesTheIndexOfDispersionTowardsOne() {
    agrees(0.5, before -> 1 + 0.5 * (before - 1));
    agrees(0.1, before -> 1 + 0.1 * (before - 1));
  }

  /// Two whole copies and one thinned to a half add their variances.
  @Test
  void aBrokenFactorLiesBetween() {
    agrees(2.5, before -> (2 * before + 0.5 * (1 + 0.5 * (before - 1))) / 2.5);
  }

  @Test
  void copiesAreSmootherInProportionToTheirMean() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(1), 3_600, 2, 20);
    double one = value(TraceStatistics.of(trace).arrivals().peakToMeanSecond());
    Trace sixteen = ShapingTest.shaping(trace, "16").whole().trace();
    double many = value(TraceStatistics.of(sixteen).arrivals().peakToMeanSecond());
    assertThat(many).isLessThan(one / 2).isGreaterThan(1);
  }

  @Test
  void theIndexOfDispersionIsVarianceOverMeanOfWholeBins() {
    Trace.Builder builder = new Trace.Builder().period(12 * RandomTraffic.SECOND + 5);
    // bins of a second: 4, 0, 2, then nothing; the request of the broken bin at the end is left out
    for (long nanos : new long[] {0, 1, 2, 3, 2_000_000_000L, 2_999_999_999L, 12_000_000_001L}) {
      builder.add(nanos, 1, 1);
    }
    TraceStatistics.Arrivals arrivals =
        TraceStatistics.of(builder.build(new Provenance.Observed("by hand"))).arrivals();
    // mean 6 / 12, mean square (16 + 4) / 12, so variance 17 / 12 and over the mean 17 / 6
    assertThat(arrivals.dispersionSecond()).isEqualTo(Knowable.known(Ratio.of(17, 6)));
    assertThat(arrivals.dispersionMinute()).isInstanceOf(Knowable.Unknown.class);
  }
}
