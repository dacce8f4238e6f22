package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.units.Ratio;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What cannot be shaped says why, and nothing is made before it is known to fit.
final class HostileShapingTest {
  private static final long SECOND = RandomTraffic.SECOND;
  private static final Provenance HERE = new Provenance.Observed("here");

  private static Trace at(long... arrivals) {
    Trace.Builder builder = new Trace.Builder();
    for (long arrival : arrivals) {
      builder.add(arrival, 10, 10);
    }
    return builder.build(HERE);
  }

  private static Shaping of(Trace trace, String scale, Envelope curve) {
    return new Shaping(
        List.of(new Shaping.Part(trace, Ratio.ONE)), Ratio.parse(scale), Optional.of(curve));
  }

  @Test
  void oneRequestOrOneInstantHasNoRate() {
    for (Trace trace : List.of(at(5), at(5, 5, 5), at(0, SECOND / 2))) {
      assertThat(ShapingTest.shaping(trace, "1").whole().trace()).isSameAs(trace);
      assertThat(ShapingTest.shaping(trace, "1").sampled().trace()).isSameAs(trace);
      assertThatThrownBy(() -> ShapingTest.shaping(trace, "2"))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("no rate to shape");
    }
  }

  @Test
  void arrivalsOfOneInstantStayTogetherInACopy() {
    Trace trace = at(0, 0, 0, 100 * SECOND, 100 * SECOND, 200 * SECOND);
    Trace made = ShapingTest.shaping(trace, "3").whole().trace();
    assertThat(made.size()).isEqualTo(18);
    long ties = 0;
    for (int i = 1; i < made.size(); i++) {
      ties += made.arrivalNanos(i) == made.arrivalNanos(i - 1) ? 1 : 0;
    }
    assertThat(ties).as("three of each copy, at least").isGreaterThanOrEqualTo(9);
  }

  @Test
  void factorsHaveToBeOverZero() {
    Trace trace = at(0, 100 * SECOND);
    for (Ratio factor : List.of(Ratio.ZERO, Ratio.of(-1))) {
      assertThatThrownBy(() -> new Shaping.Part(trace, factor)).hasMessageContaining("over 0");
      assertThatThrownBy(
              () ->
                  new Shaping(
                      List.of(new Shaping.Part(trace, Ratio.ONE)), factor, Optional.empty()))
          .hasMessageContaining("over 0");
    }
  }

  @Test
  void tooManyRequestsAreCountedAndRefused() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(1), 600, 5, 1);
    assertThatThrownBy(() -> ShapingTest.shaping(trace, "1e12").whole())
        .isInstanceOfSatisfying(
            BreakevenException.class,
            error -> {
              assertThat(error.what())
                  .isEqualTo(
                      "that is %,d requests; at most 10,000,000 are made"
                          .formatted(trace.size() * 1_000_000_000_000L));
              String scale = error.remedy().replaceAll(".*--scale ([0-9.]+) .*", "$1");
              assertThat(Double.parseDouble(scale) * trace.size())
                  .isBetween(9_900_000.0, 10_000_000.0);
            });
  }

  @Test
  void prefixIdsCountToo() {
    Trace.Builder builder = new Trace.Builder(16).period(600 * SECOND);
    for (int i = 0; i < 100; i++) {
      builder.add(i * SECOND, 16_000, 1, new long[1_000], 1_000);
    }
    Trace trace = builder.build(HERE);
    assertThatThrownBy(() -> ShapingTest.shaping(trace, "1000").whole())
        .hasMessageContaining("100,000 requests; at most 40,000 with 1,000 prefix ids each");
    assertThat(ShapingTest.shaping(trace, "1000").sampled().trace().size()).isEqualTo(40_000);
  }

  @Test
  void aMixThatIsTooMuchByItselfSaysSo() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(1), 600, 5, 1);
    List<Shaping.Part> parts =
        List.of(new Shaping.Part(trace, Ratio.of(1_000_000)), new Shaping.Part(trace, Ratio.ONE));
    Shaping mix = new Shaping(parts, Ratio.of(1, 10), Optional.empty());
    assertThatThrownBy(mix::sampled)
        .isInstanceOfSatisfying(
            BreakevenException.class,
            error -> assertThat(error.remedy()).contains("factors of the traces"));
  }

  @Test
  void tooMuchToLookAtIsRefusedBeforeItIsLookedAt() {
    Trace second = RandomTraffic.bursts(new SplittableRandom(2), 2, 1_000, 1);
    Envelope year = Envelope.ofRates("year", 86_400 * SECOND, Collections.nCopies(365, 0.01));
    assertThatThrownBy(() -> of(second, "1", year).whole())
        .hasMessageContaining("to make 315,360 requests")
        .hasMessageContaining("at most 500,000,000 are");
  }

  @Test
  void aScaleThatLeavesNothingSaysSo() {
    assertThatThrownBy(() -> ShapingTest.shaping(at(0, 100 * SECOND), "1e-30").whole())
        .hasMessageContaining("leaves about 2.00e-30 requests");
  }

  @Test
  void aCurveShorterThanTheTraceIsRefused() {
    Envelope minute = Envelope.ofRates("curve.csv", 30 * SECOND, List.of(1.0, 1.0));
    assertThatThrownBy(() -> of(at(0, 3_480 * SECOND), "1", minute))
        .hasMessage("the curve covers 60 s and the trace 58 min");
  }

  @Test
  void blocksOfTwoLengthsDoNotMix() {
    Trace.Builder small = new Trace.Builder(16).period(60 * SECOND);
    Trace.Builder large = new Trace.Builder(512).period(60 * SECOND);
    for (int i = 0; i < 5; i++) {
      small.add(i * SECOND, 16, 1, new long[] {i}, 1);
      large.add(i * SECOND, 512, 1, new long[] {i}, 1);
    }
    List<Shaping.Part> parts =
        List.of(
            new Shaping.Part(small.build(HERE), Ratio.ONE),
            new Shaping.Part(large.build(HERE), Ratio.ONE));
    assertThatThrownBy(() -> new Shaping(parts, Ratio.ONE, Optional.empty()))
        .hasMessage("prefix blocks of 16 and 512 tokens do not mix");
  }

  @Test
  void centuriesAreTooLong() {
    Trace trace = at(0, 200L * 365 * 86_400 * SECOND);
    assertThatThrownBy(() -> ShapingTest.shaping(trace, "2")).hasMessageContaining("ten years");
  }
}
