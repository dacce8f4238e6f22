package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    Figure<Long> needed = instances("instances", sizing, sizing.needed());
    lines.add(new CostLine("GPUs", rent("GPUs a month", sizing, sizing.baseRent(), needed)));
    if (sizing.spare() > 0) {
      Figure<Long> all = instances("instances with the spare", sizing, sizing.replicas());
      Figure<Long> more =
          Figure.computed(
              "instances for the spare",
              all.value() - needed.value(),
              "",
              "instances with the spare - instances",
              all,
              needed);
      lines.add(
          new CostLine(
              "spare (" + assumptions.redundancy().key() + ")",
              rent("spare a month", sizing, sizing.spareRent(), more)));
    }
    fee(sizing, assumptions).ifPresent(lines::add);
    lines.addAll(people(assumptions));
    return lines;
  }

  /// What the seller charges once for each rented instance; a bought one has its price in the rent.
  private static Optional<CostLine> fee(Sizing sizing, Assumptions assumptions) {
    GpuOffer offer = sizing.offer();
    if (sizing.feePerMonth(assumptions.setupMonths()).nanos() == 0) {
      return Optional.empty();
    }
    Figure<?> each =
        Figure.given(
            "fee",
            offer.upfront().orElseThrow().amount(),
            "USD once for an instance",
            Basis.LIST_EQUIVALENT,
            offer.source().toString());
    return Optional.of(
        new CostLine(
            "set-up fee",
            Figure.computed(
                "set-up fee a month",
                sizing.feePerMonth(assumptions.setupMonths()),
                "USD/month",
                "fee × instances / " + assumptions.setupMonths() + " months",
                each,
                instances("instances", sizing, sizing.replicas()))));
  }

  /// What an API charges for what is `share` of the cost of all the traffic there.
  static CostLine spill(Figure<Usd> whole, Ratio share, String host, MixRun.Method method) {
    return new CostLine(
        "spill to " + host,
        Figure.computed(
            "spill a month",
            whole.value().times(share),
            "USD/month",
            "everything at this host × share spilled",
            whole,
            Figure.given(
                "share spilled",
                share,
                "of that cost",
                Basis.SIMULATED,
                switch (method) {
                  case CLOSED_FORM -> "closed-form estimate over the trace, at its mean price";
                  case SIMULATED -> "simulated, each request at its own price";
                  case EXCERPT -> "simulated in an excerpt, each request at its own price";
                })));
  }

  /// The rent of all instances of `sizing`, the spare included.
  static Figure<Usd> rent(Sizing sizing) {
    return rent(
        "GPU rent a month",
        sizing,
        sizing.baseRent().plus(sizing.spareRent()),
        instances("instances", sizing, sizing.replicas()));
  }

  private static Figure<Long> instances(String name, Sizing sizing, long replicas) {
    Figure<?> count =
        Figure.given(
            "replicas",
            replicas,
            "of " + sizing.capacity().model().deployment(),
            Basis.SIMULATED,
            "closed-form estimate over the trace");
    Figure<?> each =
        Figure.given(
            "replicas to an instance",
            sizing.replicasPerInstance(),
            "",
            Basis.LIST_EQUIVALENT,
            "%d GPUs an instance, %d a replica"
                .formatted(
                    sizing.offer().gpuCount(),
                    sizing.capacity().model().deployment().tensorParallel()));
    return Figure.computed(
        name,
        sizing.instances(replicas),
        "",
        "replicas / replicas to an instance, rounded up",
        count,
        each);
  }

  /// `rent`, by the list price of an instance a month where there is one, else by the hour.
  private static Figure<Usd> rent(String name, Sizing sizing, Usd rent, Figure<Long> instances) {
    GpuOffer offer = sizing.offer();
    String unit = "for %d GPUs (%s)".formatted(offer.gpuCount(), offer.listed());
    String source = offer.source().toString();
    if (offer.monthly().isPresent()) {
      Figure<?> month =
          Figure.given(
              "rent of one instance",
              offer.monthly().get(),
              "USD/month " + unit,
              Basis.LIST_EQUIVALENT,
              source);
      return Figure.computed(name, rent, "USD/month", "instances × rent", instances, month);
    }
    Figure<?> hour =
        Figure.given(
            "rent of one instance",
            offer.usdPerHour(),
            "USD/hour " + unit,
            Basis.LIST_EQUIVALENT,
            source);
    return Figure.computed(
        name, rent, "USD/month", "instances × rent × hours", instances, hour, hours());
  }

  static Figure<Hours> hours() {
    return Figure.given("hours", Hours.MONTH, "a month", Basis.ASSUMED, "projection month");
  }

  /// Labour, set-up, monitoring and extras: what does not depend on the number of GPUs.
  static List<CostLine> people(Assumptions assumptions) {
    List<CostLine> lines = new ArrayList<>(staff(assumptions));
    assumptions.extras().forEach(extra -> lines.add(extra(extra, assumptions.setupMonths())));
    return lines;
  }

  private static CostLine extra(ExtraCost extra, long months) {
    Figure<Usd> stated =
        Figure.given(
            extra.name(),
            extra.amount(),
            extra.once() ? "USD once" : "USD/month",
            Basis.ASSUMED,
            "--cost");
    return new CostLine(
        extra.name(),
        extra.once()
            ? Figure.computed(
                extra.name() + " a month",
                extra.amount().times(Ratio.of(1, months)),
                "USD/month",
                "once / " + months + " months",
                stated)
            : stated);
  }

  private static List<CostLine> staff(Assumptions assumptions) {
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
