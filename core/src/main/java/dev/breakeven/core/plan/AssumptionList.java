package dev.breakeven.core.plan;

import dev.breakeven.core.plan.Plan.Assumption;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.workload.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Everything a plan takes for granted, each with the flag that changes it.
final class AssumptionList {
  private AssumptionList() {}

  static List<Assumption> of(PlanRequest request, StepConstants constants) {
    List<Assumption> list = new ArrayList<>();
    Assumptions assumptions = request.assumptions();
    list.add(
        new Assumption(
            "a month is 730 hours of traffic like the %s"
                .formatted(
                    request.traffic().trace().provenance() instanceof Provenance.Observed
                        ? "observed one"
                        : "assumed one"),
            "--scale"));
    list.add(
        new Assumption(
            "labour %s FTE at $%s a year over %d tenant%s"
                .formatted(
                    assumptions.fte(),
                    Judge.dollars(assumptions.salaryPerYear()),
                    assumptions.tenants(),
                    assumptions.tenants() == 1 ? "" : "s"),
            "--fte --salary --tenants"));
    list.add(
        new Assumption(
            "set-up %s weeks over %d months, monitoring $%s a month"
                .formatted(
                    assumptions.setupWeeks(),
                    assumptions.setupMonths(),
                    Judge.dollars(assumptions.monitoringPerMonth())),
            "--setup-weeks --monitoring"));
    list.add(new Assumption("redundancy " + assumptions.redundancy().key(), "--redundancy"));
    list.add(
        new Assumption(
            (request.sloStated() ? "SLO " : "own GPUs sized for ") + request.slo(), "--slo"));
    list.add(
        new Assumption(
            "no quality bar: %s stand in for each other by your word"
                .formatted(
                    request.candidates().stream()
                        .map(candidate -> candidate.model().id().text())
                        .collect(Collectors.joining(", "))),
            "--candidate"));
    list.add(
        new Assumption(
            "every prompt token is uncached; the same text is the same number of tokens everywhere",
            ""));
    list.add(
        new Assumption(
            "GPU speed: closed-form estimate, %s; median error %.0f %%, one in ten over %.0f %%"
                .formatted(
                    constants.name(), constants.medianError() * 100, constants.p90Error() * 100),
            ""));
    return list;
  }
}
