package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Curves, cost a task and the price seen from the GPU. Own GPUs are $7,300 a month.
class AnswersTest {
  private static Curve curve(Plan plan, String name) {
    return plan.answers().curves().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// A token at a tenth of the use costs ten times that at full use; the API's costs the same.
  @Test
  void aTokenCostsTheInverseOfTheUtilisation() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.hostAt(7_000));
    List<Curve.Point> points = curve(scenario.plan(), "utilization").points();

    Ratio full = points.getLast().own();
    for (Curve.Point point : points) {
      assertThat(point.own().times(point.x())).isEqualTo(full);
      assertThat(point.api()).isEqualTo(points.getFirst().api());
    }
  }

  @Test
  void theCurvesPassThroughThePlan() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.hostAt(7_000));
    Plan plan = scenario.plan();

    for (String name : List.of("tenants", "volume")) {
      Curve curve = curve(plan, name);
      assertThat(curve.points())
          .filteredOn(point -> point.x().equals(curve.planned()))
          .as(name)
          .singleElement()
          .satisfies(point -> assertThat(point.own()).isEqualTo(Ratio.of(7_300)));
    }
    Curve growth = curve(plan, "growth");
    assertThat(growth.points())
        .filteredOn(point -> point.x().signum() == 0)
        .singleElement()
        .satisfies(point -> assertThat(point.own()).isEqualTo(Ratio.of(12 * 7_300)));
  }

  /// A month is 2,628,000 requests. The host's task costs $2,628,000 / 2,628,000 = $1 and half are
  /// resolved: $2. Sending the other half to a model at $10 that resolves 90 % costs $6 for 95 %.
  @Test
  void aResolvedTaskCarriesTheFailuresAndTheEscalation() {
    Scenario scenario = new Scenario();
    scenario.gpuOffers.clear();
    scenario.hosts.add(Scenario.host("host", Scenario.MODEL.id(), "1000", "0"));
    scenario.today = Optional.of(Scenario.host("maker", new ModelId("closed"), "10000", "0"));
    scenario.resolutions =
        Map.of(
            Scenario.MODEL.id(),
            new Resolution(Ratio.of(1, 2)),
            new ModelId("closed"),
            new Resolution(Ratio.of(9, 10)));
    List<PerTask> tasks = scenario.plan().answers().perTask();

    assertThat(tasks).hasSize(2);
    PerTask weak = tasks.getFirst();
    assertThat(weak.perTask()).isEqualTo(Usd.ofDollars(1));
    assertThat(weak.perResolved().toOptional()).contains(Usd.ofDollars(2));
    PerTask.Escalated more = weak.escalated().orElseThrow();
    assertThat(more.perTask()).isEqualTo(Usd.ofDollars(6));
    assertThat(more.resolution().share()).isEqualTo(Ratio.of(95, 100));
    assertThat(more.perResolved()).isEqualTo(Usd.rounded(Ratio.of(600, 95)));
    assertThat(tasks.getLast().escalated()).as("nobody resolves more").isEmpty();
  }

  /// Own GPUs busy all the time cost rent times load; a host at that price has a factor of one.
  @Test
  void theStackStartsAtTheGpuThatIsNeverIdle() {
    Scenario scenario = new Scenario();
    scenario.hosts.add(Scenario.hostAt(7_000));
    Plan plan = scenario.plan();
    PriceStack stack = plan.answers().priceStack().orElseThrow();
    Option.Own own =
        (Option.Own)
            plan.options().stream().filter(Option.Own.class::isInstance).findFirst().orElseThrow();

    double gpu = stack.lean().gpu().dollars().toDouble();
    double millions = (2_628_000_000L + 525_600_000L) / 1e6;
    assertThat(gpu * millions)
        .isCloseTo(
            7_300 * own.sizing().utilisation(),
            org.assertj.core.data.Percentage.withPercentage(1e-6));
    assertThat(stack.lean().price().dollars())
        .isEqualTo(stack.lean().gpu().dollars().times(Ratio.of(27, 4)));
    assertThat(stack.implied().orElseThrow().toDouble())
        .isCloseTo(7_000 / millions / gpu, org.assertj.core.data.Percentage.withPercentage(0.01));
  }

  @Test
  void theOverheadIsAllCostsOverTheRentOfWhatIsNeeded() {
    Scenario scenario = new Scenario();
    scenario.assumptions =
        new Assumptions(
            Ratio.ZERO,
            Usd.ZERO,
            1,
            Ratio.ZERO,
            12,
            Usd.ofDollars(700),
            Assumptions.Redundancy.N_PLUS_1,
            List.of(new ExtraCost("egress", Usd.ofDollars(2_950), false)));
    Option.Own own = scenario.search().options().getFirst();

    assertThat(own.lines())
        .extracting(CostLine::name)
        .containsExactly("GPUs", "spare (n+1)", "labour", "set-up", "monitoring", "egress");
    assertThat(own.overhead()).contains(Ratio.of(7_300 * 2 + 700 + 2_950, 7_300));
  }
}
