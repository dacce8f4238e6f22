package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.workload.LoadProfile;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Bins of a second; an input token is a tenth of a second of work, an output token nothing.
class FluidQueueTest {
  private static final long SECOND = 1_000_000_000L;

  /// `tokens[i]` for each request of second i.
  private static LoadProfile profile(long periodNanos, int[]... tokens) {
    Trace.Builder builder = new Trace.Builder().period(periodNanos);
    for (int second = 0; second < tokens.length; second++) {
      for (int each : tokens[second]) {
        builder.add(second * SECOND, each, 7);
      }
    }
    return LoadProfile.of(builder.build(new Provenance.Observed("test")));
  }

  private static FluidQueue queue(LoadProfile profile) {
    return new FluidQueue(profile, 0.1, 0, 1);
  }

  /// Six seconds of work in the first of ten seconds.
  private static final FluidQueue BURST = queue(profile(10 * SECOND, new int[] {30, 30}));

  @Test
  void theWaitIsTheBacklogOverTheReplicas() {
    assertThat(BURST.with(1, 95).waitSeconds()).isCloseTo(5, within(1e-9));
    assertThat(BURST.with(2, 95).waitSeconds()).isCloseTo(2, within(1e-9));
    assertThat(BURST.with(3, 95).waitSeconds()).isCloseTo(1, within(1e-9));
    assertThat(BURST.with(6, 95).waitSeconds()).isZero();
    assertThat(BURST.meanLoad()).isCloseTo(0.6, within(1e-12));
  }

  /// 2.5 s of work in each of two seconds: one second's backlog is still there in the next.
  @Test
  void theBacklogIsCarriedOn() {
    FluidQueue queue = queue(profile(10 * SECOND, new int[] {25}, new int[] {25}));

    assertThat(queue.with(1, 50).waitSeconds()).isCloseTo(1.5, within(1e-9));
    assertThat(queue.with(1, 99).waitSeconds()).isCloseTo(3, within(1e-9));
    assertThat(queue.with(2, 99).waitSeconds()).isCloseTo(0.5, within(1e-9));
  }

  /// 95 of 100 requests do not wait, so the 95th percentile is zero; with 94 it is not.
  @Test
  void percentilesCountRequestsAndNotSeconds() {
    assertThat(queue(quietAndBusy(95)).with(1, 95).waitSeconds()).isZero();
    assertThat(queue(quietAndBusy(95)).with(1, 96).waitSeconds()).isPositive();
    assertThat(queue(quietAndBusy(94)).with(1, 95).waitSeconds()).isPositive();
  }

  private static LoadProfile quietAndBusy(int quiet) {
    int[][] tokens = new int[200][];
    for (int i = 0; i < quiet; i++) {
      tokens[i] = new int[] {1};
    }
    for (int i = quiet; i < 199; i++) {
      tokens[i] = new int[0];
    }
    tokens[199] = new int[100 - quiet];
    java.util.Arrays.fill(tokens[199], 10);
    return profile(300 * SECOND, tokens);
  }

  @Test
  void loadsAreAveragedOverTheTimeWatched() {
    assertThat(queue(profile(SECOND / 1000, new int[] {30, 30})).meanLoad())
        .isCloseTo(6000, within(1e-6));
    assertThat(queue(profile(3 * SECOND / 2, new int[] {30}, new int[] {30})).meanLoad())
        .isCloseTo(4, within(1e-12));
    assertThat(queue(profile(SECOND / 1000, new int[] {30, 30})).replicasFor(1e9, 95, 1))
        .isEqualTo(6000);
  }

  /// 12 s of work in the second minute of three, 3 s in the others.
  @Test
  void thePeakMinuteIsTheFullestMinute() {
    int[][] tokens = new int[180][];
    java.util.Arrays.setAll(
        tokens, i -> i == 70 ? new int[] {120} : i % 60 == 5 ? new int[] {30} : new int[0]);
    FluidQueue.Estimate estimate = queue(profile(180 * SECOND, tokens)).with(1, 95);

    assertThat(estimate.peakMinuteLoad()).isCloseTo(15.0 / 60, within(1e-12));
    assertThat(estimate.meanLoad()).isCloseTo(21.0 / 180, within(1e-12));
    assertThat(BURST.with(1, 95).peakMinuteLoad())
        .as("a trace shorter than a minute")
        .isCloseTo(0.6, within(1e-12));
  }

  @Test
  void neitherNoTimeNorNoVolumeIsALoad() {
    LoadProfile instant = profile(0, new int[] {1});

    assertThatThrownBy(() -> queue(instant)).isInstanceOf(IllegalArgumentException.class);
    for (double odd : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new FluidQueue(profile(SECOND, new int[] {1}), 1, 1, odd))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// Every request's wait in a list, sorted.
  private static double oracle(LoadProfile profile, long replicas, int percentile, double factor) {
    List<Double> waits = new ArrayList<>();
    double backlog = 0;
    for (int second = 0; second < profile.bins(); second++) {
      backlog += profile.inputTokens(second) * 0.1 * factor;
      backlog -= Math.min(backlog, replicas);
      for (long i = 0; i < profile.requests(second); i++) {
        waits.add(backlog / replicas);
      }
    }
    Collections.sort(waits);
    return waits.get((int) Math.ceil(waits.size() * percentile / 100.0) - 1);
  }

  private static LoadProfile drawProfile(SplittableRandom random) {
    int[][] tokens = new int[2 + random.nextInt(60)][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = new int[random.nextInt(4) == 0 ? random.nextInt(20) : 1];
      for (int j = 0; j < tokens[i].length; j++) {
        tokens[i][j] = random.nextInt(40);
      }
    }
    tokens[0] = new int[] {1 + random.nextInt(40)};
    return profile(tokens.length * SECOND, tokens);
  }

  @Test
  void waitsAreThoseOfAPlainStepByStepQueue() {
    Property.check(
        "wait",
        2_000,
        random -> {
          LoadProfile profile = drawProfile(random);
          int percentile = 1 + random.nextInt(99);
          long replicas = 1 + random.nextInt(20);
          assertThat(queue(profile).with(replicas, percentile).waitSeconds())
              .isCloseTo(oracle(profile, replicas, percentile, 1), within(1e-9));
        });
  }

  @Test
  void replicasAreTheFewestThatKeepTheLimit() {
    Property.check(
        "replicas",
        2_000,
        random -> {
          LoadProfile profile = drawProfile(random);
          int percentile = 50 + random.nextInt(50);
          double limit = random.nextDouble(0, 5);
          double factor = random.nextDouble(0.1, 10);
          FluidQueue queue = queue(profile);
          long found = queue.replicasFor(limit, percentile, factor);
          long wanted = 1;
          while (wanted < queue.meanLoad() * factor
              || oracle(profile, wanted, percentile, factor) > limit) {
            wanted++;
          }
          assertThat(found).isEqualTo(wanted);
        });
  }

  @Test
  void theLargestFactorIsTheInverseOfTheFewestReplicas() {
    Property.check(
        "factor",
        1_000,
        random -> {
          LoadProfile profile = drawProfile(random);
          int percentile = 50 + random.nextInt(50);
          double limit = random.nextDouble(0.01, 5);
          long replicas = 1 + random.nextInt(30);
          FluidQueue queue = queue(profile);
          double factor = replicas * queue.largestFactor(limit, percentile);
          assertThat(queue.replicasFor(limit, percentile, factor * (1 - 1e-9)))
              .isLessThanOrEqualTo(replicas);
          assertThat(queue.replicasFor(limit, percentile, factor * (1 + 1e-6)))
              .isGreaterThan(replicas);
        });
  }

  @Test
  void scalingTheVolumeIsTheSameAsAFactorOnIt() {
    Property.check(
        "scale",
        500,
        random -> {
          LoadProfile profile = drawProfile(random);
          double limit = random.nextDouble(0, 5);
          assertThat(new FluidQueue(profile, 0.1, 0, 4).replicasFor(limit, 95, 1))
              .isEqualTo(queue(profile).replicasFor(limit, 95, 4));
        });
  }
}
