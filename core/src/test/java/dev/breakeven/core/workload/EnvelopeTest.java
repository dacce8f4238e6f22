package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.testkit.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Traffic that is stretched over a curve.
final class EnvelopeTest {
  private static final long SECOND = RandomTraffic.SECOND;
  private static final long STEP = 900 * SECOND;

  private static Shaping along(Trace trace, String scale, Envelope curve) {
    return new Shaping(
        List.of(new Shaping.Part(trace, Ratio.ONE)), Ratio.parse(scale), Optional.of(curve));
  }

  /// Requests in each step; the trace begins with its first request, which is near the start here.
  private static int[] counts(Trace trace, int steps) {
    int[] counts = new int[steps];
    for (int i = 0; i < trace.size(); i++) {
      counts[(int) Math.min(trace.arrivalNanos(i) / STEP, steps - 1)]++;
    }
    return counts;
  }

  /// Poisson traffic stays Poisson, so a step is within five standard deviations of its rate.
  @Test
  void theRateFollowsTheCurveInEveryStep() {
    Property.check(
        "rate by step",
        20,
        random -> {
          Trace trace = RandomTraffic.bursts(random, 600 + random.nextInt(3_000), 1, 1);
          List<Double> rates = new ArrayList<>();
          rates.add(2.0);
          for (int i = 1; i < 40; i++) {
            rates.add(random.nextInt(4) == 0 ? 0 : 4 * random.nextDouble());
          }
          Envelope curve = Envelope.ofRates("curve", STEP, rates);
          Trace made = along(trace, "0.5", curve).whole().trace();
          int[] counts = counts(made, 40);
          double off = 0;
          for (int i = 0; i < 40; i++) {
            double expected = 0.5 * rates.get(i) * 900;
            assertThat((double) counts[i])
                .as("step %d", i)
                .isCloseTo(expected, within(5 * Math.sqrt(expected) + 5));
            off += expected == 0 ? 0 : Math.pow(counts[i] - expected, 2) / expected;
          }
          assertThat(off / 40).as("no step is off by more than chance").isLessThan(2);
          assertThat(made.periodNanos()).isEqualTo(40 * STEP);
        });
  }

  @Test
  void weightsKeepTheMeanRateOfTheTrace() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(2), 1_800, 2, 1);
    Envelope curve = Envelope.ofWeights("curve", STEP, List.of(1.0, 3.0, 2.0, 0.0));
    Trace made = along(trace, "1", curve).whole().trace();
    double expected = trace.size() * 2.0;
    assertThat((double) made.size()).isCloseTo(expected, within(5 * Math.sqrt(expected)));
    int[] counts = counts(made, 4);
    assertThat(counts[1] / (double) counts[0]).isCloseTo(3, within(0.3));
    assertThat(counts[3]).isZero();
  }

  @Test
  void aFlatCurveAtTheTracesRateKeepsItsDispersion() {
    double sum = 0;
    for (int seed = 0; seed < 20; seed++) {
      Trace trace = RandomTraffic.bursts(new SplittableRandom(seed), 1_800, 2, 10);
      Envelope day = Envelope.ofWeights("flat", STEP, Collections.nCopies(96, 1.0));
      sum += dispersion(along(trace, "1", day).whole().trace()) / dispersion(trace);
    }
    assertThat(sum / 20).isCloseTo(1, within(0.1));
  }

  private static double dispersion(Trace trace) {
    return TraceStatistics.of(trace)
        .arrivals()
        .dispersionTenSeconds()
        .toOptional()
        .orElseThrow()
        .toDouble();
  }

  @Test
  void sessionsBeginByTheCurveAndKeepTheirTurns() {
    Trace trace = RandomTraffic.sessions(new SplittableRandom(3), 1_800, 400);
    Envelope curve = Envelope.ofWeights("curve", STEP, List.of(1.0, 0.2, 0.0, 2.0, 1.0, 0.4));
    Trace made = along(trace, "1", curve).whole().trace();
    long begunInQuiet = 0;
    for (int i = 0; i < made.size(); i++) {
      int before = made.previousTurn(i);
      if (before >= 0) {
        assertThat(made.inputTokens(before)).isEqualTo(made.inputTokens(i));
        assertThat(made.outputTokens(before)).isEqualTo(made.outputTokens(i) - 1);
      } else if (made.arrivalNanos(i) / STEP == 2) {
        begunInQuiet++;
      }
    }
    assertThat(begunInQuiet).isZero();
  }

  @Test
  void aPartOfEachStepAtItsFullRateStandsForAWeek() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(4), 1_800, 3, 5);
    Envelope week = Envelope.ofRates("week", STEP, Collections.nCopies(672, 50.0));
    Shaping.Shaped made = along(trace, "1", week).sampled();
    double requests = 50 * 604_800;
    assertThat(made.trace().size())
        .isCloseTo(SyntheticTrace.MAX_REQUESTS, within(SyntheticTrace.MAX_REQUESTS / 50));
    assertThat(made.each()).isEqualTo(Ratio.ONE);
    assertThat(made.trace().provenance().speed().toDouble())
        .isCloseTo(requests / 2_000_000, within(1e-5));
    assertThat(made.trace().periodNanos() / 1e9).isCloseTo(2_000_000 / 50.0, within(0.1));
    assertThat(made.trace().provenance().shaping().orElseThrow())
        .contains("stretched over 7 d by week (672 steps of 15 min", "1 in 15.1 of each step");
  }

  @Test
  void isRefusedWhenItIsNoCurve() {
    for (List<Double> rates :
        List.of(
            List.of(0.0, 0.0),
            List.of(1.0, -1.0),
            List.of(1.0, Double.NaN),
            List.of(1.0, Double.POSITIVE_INFINITY),
            List.of(1e300))) {
      assertThatThrownBy(() -> Envelope.ofRates("curve", STEP, rates))
          .as(rates.toString())
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Envelope.ofRates("curve", Long.MAX_VALUE / 2, List.of(1.0, 1.0, 1.0)))
        .hasMessageContaining("at most ten years");
    assertThatThrownBy(() -> Envelope.ofRates("curve", 0, List.of(1.0, 1.0)))
        .hasMessageContaining("over 0");
  }
}
