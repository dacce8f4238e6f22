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
    list.add(month(request));
    list.addAll(people(request.assumptions()));
    String slo = (request.sloStated() ? "SLO " : "own GPUs sized for ") + request.slo();
    list.add(new Assumption(slo, "--slo"));
    list.add(new Assumption(quality(request), "--candidate"));
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

  private static Assumption month(PlanRequest request) {
    boolean observed = request.traffic().trace().provenance() instanceof Provenance.Observed;
    return new Assumption(
        "a month is 730 hours of traffic like " + (observed ? "the observed" : "the assumed"),
        "--scale");
  }

  private static String quality(PlanRequest request) {
    return request.candidates().stream()
        .map(candidate -> candidate.model().id().text())
        .collect(
            Collectors.joining(
                ", ", "no quality bar: ", " stand in for today's model by your word"));
  }

  private static List<Assumption> people(Assumptions assumptions) {
    String labour =
        "labour %s FTE at $%s a year over %d tenant%s"
            .formatted(
                assumptions.fte(),
                Judge.dollars(assumptions.salaryPerYear()),
                assumptions.tenants(),
                assumptions.tenants() == 1 ? "" : "s");
    String setup =
        "set-up %s weeks over %d months, monitoring $%s a month"
            .formatted(
                assumptions.setupWeeks(),
                assumptions.setupMonths(),
                Judge.dollars(assumptions.monitoringPerMonth()));
    return List.of(
        new Assumption(labour, "--fte --salary --tenants"),
        new Assumption(setup, "--setup-weeks --monitoring"),
        new Assumption("redundancy " + assumptions.redundancy().key(), "--redundancy"));
  }
}
