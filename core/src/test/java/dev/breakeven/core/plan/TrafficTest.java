package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aMonthIsTheWindowRepeatedFor730Hours() {
    Traffic hour = new Traffic(Scenario.everySecond(3600, 1000, 200), Ratio.ONE);

    assertThat(hour.monthFactor()).isEqualTo(Ratio.of(730));
    assertThat(hour.inputPerMonth()).isEqualTo(Tokens.of(2_628_000_000L));
    assertThat(hour.outputPerMonth()).isEqualTo(Tokens.of(525_600_000L));
    assertThat(hour.tokensPerMonth()).isEqualTo(Tokens.of(3_153_600_000L));
  }

  /// 730 hours are 2,628,000 s; a seventh of them is no whole number and is not rounded.
  @Test
  void theFactorIsExactWhateverTheWindowAndTheScale() {
    Traffic seven = new Traffic(Scenario.everySecond(7, 10, 3), Ratio.ONE);

    assertThat(seven.monthFactor()).isEqualTo(Ratio.of(2_628_000, 7));
    assertThat(new Traffic(seven.trace(), Ratio.of(2, 3)).monthFactor())
        .isEqualTo(Ratio.of(2_628_000 * 2, 7 * 3));
    assertThat(seven.perMonth(1)).isEqualTo(Tokens.of(375_429));
    assertThat(seven.inputPerMonth()).isEqualTo(Tokens.of(26_280_000));
  }

  @Test
  void theWindowIsTheTimeWatchedAndNotTheSpanOfArrivals() {
    Trace trace = new Trace.Builder().period(3600 * SECOND).build(new Provenance.Observed("empty"));
    Trace.Builder builder = new Trace.Builder().period(3600 * SECOND);
    builder.add(0, 1, 1);
    builder.add(SECOND, 1, 1);

    assertThat(new Traffic(builder.build(trace.provenance()), Ratio.ONE).monthFactor())
        .isEqualTo(Ratio.of(730));
    assertThatThrownBy(() -> new Traffic(trace, Ratio.ONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aScaleOfNothingIsRefused() {
    Trace trace = Scenario.everySecond(2, 1, 1);

    for (Ratio odd : new Ratio[] {Ratio.ZERO, Ratio.of(-1)}) {
      assertThatThrownBy(() -> new Traffic(trace, odd))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void lengthsAreThoseOfTheTrace() {
    Trace.Builder builder = new Trace.Builder().period(100 * SECOND);
    for (int i = 1; i <= 20; i++) {
      builder.add(i * SECOND, i, 100);
    }
    Traffic traffic = new Traffic(builder.build(new Provenance.Observed("test")), Ratio.ONE);

    assertThat(traffic.p95Read()).isEqualTo(19);
    assertThat(traffic.reads().at(50)).isEqualTo(10);
    assertThat(traffic.reads().at(99)).isEqualTo(20);
    assertThat(traffic.meanInput()).isEqualTo(10.5);
    assertThat(traffic.meanOutput()).isEqualTo(100);
    assertThat(traffic.longestRequest()).isEqualTo(120);
    assertThat(traffic.longerThan(118)).isEqualTo(2);
    assertThat(traffic.longerThan(120)).isZero();
  }
}
