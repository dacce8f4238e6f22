package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CostsTest {
  private static Option.Own own(Scenario scenario) {
    return scenario.search().options().getFirst();
  }

  private static Map<String, Usd> lines(Scenario scenario) {
    Map<String, Usd> lines = new TreeMap<>();
    own(scenario).lines().forEach(line -> lines.put(line.name(), line.monthly().value()));
    return lines;
  }

  /// 200,000 / 4 / 12, and 1.5 weeks of 200,000 / 52 over 12 months.
  @Test
  void peopleAreLinesOfTheirOwn() {
    Scenario scenario = new Scenario();
    scenario.assumptions = Assumptions.DEFAULT;

    assertThat(lines(scenario))
        .containsEntry("labour", Usd.parse("4166.666666667"))
        .containsEntry("set-up", Usd.parse("480.769230769"))
        .containsEntry("monitoring", Usd.ofDollars(500))
        .containsEntry("GPUs", Scenario.INSTANCE_MONTH)
        .containsEntry("spare (n+1)", Scenario.INSTANCE_MONTH);
    assertThat(own(scenario).monthly().orElseThrow().value())
        .isEqualTo(Usd.parse("19747.435897436"));
  }

  @Test
  void tenantsShareTheEngineers() {
    Scenario scenario = new Scenario();
    Assumptions defaults = Assumptions.DEFAULT;
    scenario.assumptions =
        new Assumptions(
            defaults.fte(),
            defaults.salaryPerYear(),
            4,
            defaults.setupWeeks(),
            defaults.setupMonths(),
            defaults.monitoringPerMonth(),
            defaults.redundancy());

    assertThat(lines(scenario)).containsEntry("labour", Usd.parse("1041.666666667"));
  }

  @Test
  void redundancyIsPaidInWholeInstances() {
    Scenario scenario = new Scenario();
    scenario.slo = dev.breakeven.core.workload.Slo.NONE;
    scenario.load(2.5);

    for (Redundancy redundancy : Redundancy.values()) {
      scenario.assumptions = Scenario.nobody(redundancy);
      Sizing sizing = own(scenario).sizing();
      long spare =
          switch (redundancy) {
            case NONE -> 0;
            case N_PLUS_1 -> 1;
            case DOUBLE -> 3;
          };
      assertThat(sizing.needed()).isEqualTo(3);
      assertThat(sizing.spare()).isEqualTo(spare);
      assertThat(sizing.gpus()).isEqualTo(4 * (3 + spare));
      assertThat(own(scenario).monthly().orElseThrow().value())
          .isEqualTo(Scenario.INSTANCE_MONTH.times(3 + spare));
      assertThat(sizing.utilisation())
          .isCloseTo(2.5 / (3 + spare), org.assertj.core.api.Assertions.within(1e-9));
    }
  }

  /// Two replicas to a box of eight: the spare of three fits beside them, that of four does not.
  @Test
  void aSpareThatFitsInAnInstanceCostsNothingMore() {
    Scenario scenario = new Scenario();
    scenario.slo = dev.breakeven.core.workload.Slo.NONE;
    scenario.assumptions = Scenario.nobody(Redundancy.N_PLUS_1);
    scenario.gpuOffers.set(0, Scenario.rent("eight-h100", 8, "20"));

    scenario.load(2.5);
    assertThat(four(scenario).sizing().baseRent()).isEqualTo(Usd.ofDollars(29_200));
    assertThat(four(scenario).sizing().spareRent()).isEqualTo(Usd.ZERO);
    assertThat(four(scenario).sizing().needing(4, Redundancy.N_PLUS_1).spareRent())
        .isEqualTo(Usd.ofDollars(14_600));
    assertThat(four(scenario).sizing().needing(4, Redundancy.N_PLUS_1).gpus()).isEqualTo(24);
  }

  private static Option.Own four(Scenario scenario) {
    return scenario.search().options().stream()
        .filter(own -> own.sizing().capacity().model().deployment().tensorParallel() == 4)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theCheapestOfferOfAKindIsTaken() {
    Scenario scenario = new Scenario();
    scenario.gpuOffers.add(Scenario.rent("cheap-four", 4, "9"));

    assertThat(own(scenario).sizing().offer().id()).isEqualTo("cheap-four");
  }

  @Test
  void assumptionsBelowNothingAreRefused() {
    Usd less = Usd.ofDollars(-1);

    assertThatThrownBy(
            () -> new Assumptions(Ratio.ONE, less, 1, Ratio.ONE, 12, Usd.ZERO, Redundancy.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Assumptions(Ratio.ONE, Usd.ZERO, 1, Ratio.ONE, 12, less, Redundancy.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Assumptions(Ratio.ONE, Usd.ZERO, 0, Ratio.ONE, 12, Usd.ZERO, Redundancy.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
