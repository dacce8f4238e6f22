package dev.breakeven.core.plan;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.List;

/// The monthly lines of running own GPUs.
final class Costs {
  private Costs() {}

  static Figure<Usd> sum(List<CostLine> lines) {
    Usd total = Usd.ZERO;
    for (CostLine line : lines) {
      total = total.plus(line.monthly().value());
    }
    return Figure.computed(
        "monthly cost",
        total,
        "USD/month",
        "sum of lines",
        lines.stream().map(CostLine::monthly).toArray(Figure<?>[]::new));
  }

  /// Rent, spare, labour, set-up and monitoring of `sizing`.
  static List<CostLine> own(Sizing sizing, Assumptions assumptions) {
    List<CostLine> lines = new ArrayList<>();
    lines.add(
        new CostLine("GPUs", rent("GPUs a month", sizing, sizing.baseRent(), sizing.needed())));
    if (sizing.spare() > 0) {
      lines.add(
          new CostLine(
              "spare (" + assumptions.redundancy().key() + ")",
              rent("spare a month", sizing, sizing.spareRent(), sizing.spare())));
    }
    lines.addAll(people(assumptions));
    return lines;
  }

  private static Figure<Usd> rent(String name, Sizing sizing, Usd rent, long replicas) {
    Figure<?> price =
        Figure.given(
            "rent of one instance",
            sizing.offer().usdPerHour(),
            "USD/hour for %d GPUs (%s)"
                .formatted(sizing.offer().gpuCount(), sizing.offer().listed()),
            Basis.LIST_EQUIVALENT,
            sizing.offer().source().toString());
    Figure<?> count =
        Figure.given(
            "replicas",
            replicas,
            "of %s, %d to an instance"
                .formatted(sizing.capacity().model().deployment(), sizing.replicasPerInstance()),
            Basis.SIMULATED,
            "closed-form estimate over the trace");
    Figure<?> hours =
        Figure.given("hours", Hours.MONTH, "a month", Basis.ASSUMED, "projection month");
    return Figure.computed(
        name, rent, "USD/month", "whole instances × rent × hours", price, count, hours);
  }

  /// Labour, set-up and monitoring: what does not depend on the number of GPUs.
  static List<CostLine> people(Assumptions assumptions) {
    Figure<?> fte =
        Figure.given("engineers", assumptions.fte(), "FTE a fleet", Basis.ASSUMED, "--fte");
    Figure<?> salary =
        Figure.given("salary", assumptions.salaryPerYear(), "USD/year", Basis.ASSUMED, "--salary");
    Figure<?> tenants =
        Figure.given("tenants", assumptions.tenants(), "", Basis.ASSUMED, "--tenants");
    Figure<?> weeks =
        Figure.given("set-up", assumptions.setupWeeks(), "weeks", Basis.ASSUMED, "--setup-weeks");
    return List.of(
        new CostLine(
            "labour",
            Figure.computed(
                "labour a month",
                Labour.monthly(assumptions.fte(), assumptions.salaryPerYear())
                    .times(Ratio.of(1, assumptions.tenants())),
                "USD/month",
                "engineers × salary / 12 / tenants",
                fte,
                salary,
                tenants)),
        new CostLine(
            "set-up",
            Figure.computed(
                "set-up a month",
                Labour.weeks(assumptions.setupWeeks(), assumptions.salaryPerYear())
                    .times(Ratio.of(1, assumptions.setupMonths())),
                "USD/month",
                "weeks × salary / 52 / " + assumptions.setupMonths() + " months",
                weeks,
                salary)),
        new CostLine(
            "monitoring",
            Figure.given(
                "monitoring a month",
                assumptions.monitoringPerMonth(),
                "USD/month",
                Basis.ASSUMED,
                "--monitoring")));
  }
}
