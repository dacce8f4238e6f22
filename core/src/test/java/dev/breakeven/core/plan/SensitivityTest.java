package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// One instance of own GPUs at $7,300 a month against hosts of the same model.
class SensitivityTest {
  private static Sensitivity bar(Plan plan, String input) {
    return plan.answers().sensitivity().stream()
        .filter(each -> each.input().equals(input))
        .findFirst()
        .orElseThrow();
  }

  private static Ratio odds(Plan plan) {
    return plan.answers().odds().orElseThrow().probability();
  }

  private static Scenario against(long hostPerMonth) {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.hostAt(hostPerMonth));
    return scenario;
  }

  /// 7,300 - 7,000 = 300; at 75 % rent 5,475 - 7,000 = -1,525; at 125 % of the API 7,300 - 8,750.
  @Test
  void pricesMoveTheGapInProportionAndFlipItWhereTheyMeet() {
    Plan plan = against(7_000).plan();

    Sensitivity gpu = bar(plan, "GPU price");
    assertThat(near(gpu.gap())).isEqualTo(300);
    assertThat(near(gpu.gapAtLow())).isEqualTo(-1_525);
    assertThat(near(gpu.gapAtHigh())).isEqualTo(2_125);
    assertThat(gpu.flips()).isTrue();
    assertThat(value(gpu)).isCloseTo(7_000.0 / 7_300, within());

    Sensitivity api = bar(plan, "API price");
    assertThat(near(api.gapAtLow())).isEqualTo(2_050);
    assertThat(near(api.gapAtHigh())).isEqualTo(-1_450);
    assertThat(value(api)).isCloseTo(7_300.0 / 7_000, within());
  }

  private static long near(Usd usd) {
    return usd.dollars().rounded().longValueExact();
  }

  private static double value(Sensitivity bar) {
    return bar.flipsAt().toOptional().orElseThrow().toDouble();
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-6);
  }

  /// Half an FTE of $120,000 is $5,000 a month: 12,300 against 10,000. It flips at 0.27 FTE, and
  /// for 5,000 / 2,700 teams.
  @Test
  void labourFlipsItWhereItFillsTheGap() {
    Scenario scenario = against(10_000);
    scenario.assumptions =
        new Assumptions(
            Ratio.of(1, 2), Usd.ofDollars(120_000), 1, Ratio.ZERO, 12, Usd.ZERO, Redundancy.NONE);
    Plan plan = scenario.plan();

    assertThat(near(bar(plan, "labour").gap())).isEqualTo(2_300);
    assertThat(near(bar(plan, "labour").gapAtLow())).isEqualTo(-1_700);
    assertThat(near(bar(plan, "labour").gapAtHigh())).isEqualTo(17_300);
    assertThat(value(bar(plan, "labour"))).isCloseTo(0.27, within());
    assertThat(near(bar(plan, "tenants").gapAtHigh())).isEqualTo(-2_200);
    assertThat(value(bar(plan, "tenants"))).isCloseTo(5_000.0 / 2_700, within());
    assertThat(plan.answers().sensitivity())
        .extracting(each -> -each.swing().nanos())
        .as("the longest bar first")
        .isSorted();
  }

  /// 0.8 replicas busy: up to 1.25 times the work or volume stay on one instance.
  @Test
  void speedAndVolumeMoveByWholeInstances() {
    Scenario scenario = new Scenario();
    scenario.slo = Slo.NONE;
    scenario.load(0.8);
    scenario.constants = ConstantsSource.always(StepConstants.DEFAULT.named("test", 0.1, 0.6));
    scenario.hosts.add(
        Scenario.hostAt(Ratio.of(10_000).dividedBy(scenario.scale).rounded().longValueExact()));
    Plan plan = scenario.plan();

    Sensitivity speed = bar(plan, "GPU speed");
    assertThat(near(speed.gapAtHigh())).isEqualTo(near(speed.gap()));
    assertThat(speed.gapAtLow().minus(speed.gap())).isEqualTo(Scenario.INSTANCE_MONTH);
    assertThat(speed.flips()).isTrue();
    assertThat(value(speed))
        .as("one instance is all that $10,000 pay for")
        .isCloseTo(0.8, coarse());

    Sensitivity volume = bar(plan, "volume");
    assertThat(volume.high()).as("an hour's trace says little of a month").isEqualTo(Ratio.of(4));
    assertThat(value(volume))
        .as("then a second instance makes $14,600 of it, against $12,500")
        .isCloseTo(1.25, coarse());
  }

  private static Offset<Double> coarse() {
    return Offset.offset(1e-3);
  }

  @Test
  void anotherModelsTokensAreABarAndItsOwnAreNot() {
    Plan same = against(7_000).plan();
    assertThat(same.answers().sensitivity()).noneMatch(each -> each.input().equals("tokens"));

    Scenario other = new Scenario();
    other.today = Optional.of(Scenario.host("maker", new ModelId("closed"), "3", "1"));
    assertThat(other.plan().answers().sensitivity())
        .anyMatch(each -> each.input().equals("tokens"));
  }

  @Test
  void oddsAreCertainFarFromTheBreakEvenAndNeverGrowWithRent() {
    assertThat(odds(against(100).plan())).isEqualTo(Ratio.ZERO);
    assertThat(odds(against(1_000_000).plan())).isEqualTo(Ratio.ONE);

    Ratio last = Ratio.ONE;
    for (String rent : List.of("6", "9", "10", "11", "14", "20")) {
      Scenario scenario = against(7_300);
      scenario.gpuOffers = List.of(Scenario.rent("four-h100", 4, rent));
      Ratio next = odds(scenario.plan());
      assertThat(next).as("at $%s an hour", rent).isLessThanOrEqualTo(last);
      last = next;
    }
    assertThat(last).isLessThan(Ratio.of(1, 2));
  }

  /// A host at the price of owning: with volume, both prices and speed alike either way.
  @Test
  void whatCostsTheSameIsTooCloseToCallAndSaysTheOdds() {
    Scenario scenario = new Scenario();
    scenario.slo = Slo.NONE;
    scenario.load(0.95);
    scenario.hosts.add(
        Scenario.hostAt(Ratio.of(9_000).dividedBy(scenario.scale).rounded().longValueExact()));
    Plan plan = scenario.plan();

    assertThat(plan.verdict().tooClose()).isTrue();
    assertThat(odds(plan)).isBetween(Ratio.percent(5), Ratio.percent(95));
    assertThat(plan.verdict().line())
        .startsWith(
            "Too close to call (own GPUs cheaper with odds of %s)"
                .formatted(plan.answers().odds().orElseThrow().percent()));
  }

  @Test
  void nothingToCompareWithHasNoOdds() {
    Plan plan = new Scenario().plan();
    assertThat(plan.answers().odds()).isEmpty();
    assertThat(plan.answers().sensitivity()).isEmpty();
    assertThat(plan.answers().payback()).isEmpty();
  }

  /// $30,000 once and $5,000 saved a month: six months.
  @Test
  void whatIsPaidOnceComesBackByWhatAMonthSaves() {
    Scenario scenario = against(12_300);
    scenario.assumptions =
        new Assumptions(
            Ratio.ZERO,
            Usd.ZERO,
            1,
            Ratio.ZERO,
            12,
            Usd.ZERO,
            Redundancy.NONE,
            List.of(new ExtraCost("migration", Usd.ofDollars(30_000), true)));
    Payback payback = scenario.plan().answers().payback().orElseThrow();

    assertThat(payback.once()).isEqualTo(Usd.ofDollars(30_000));
    assertThat(near(payback.saving())).isEqualTo(5_000);
    assertThat(payback.months().toOptional().orElseThrow().toDouble()).isCloseTo(6, coarse());

    scenario.hosts.set(0, Scenario.hostAt(7_000));
    assertThat(scenario.plan().answers().payback().orElseThrow().months())
        .isInstanceOf(Attainable.Never.class);
  }
}
