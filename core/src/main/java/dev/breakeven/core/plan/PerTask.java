package dev.breakeven.core.plan;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a resolved task costs at an option, a request being a task.
///
/// `escalated` sends what the option leaves unresolved to the option that resolves most, at its
/// cost a task, taking both to resolve independently.
public record PerTask(
    String option,
    Resolution resolution,
    Usd perTask,
    Attainable<Usd> perResolved,
    Optional<Escalated> escalated) {

  /// All tasks at the first option and those it leaves at `to`.
  public record Escalated(String to, Resolution resolution, Usd perTask, Usd perResolved) {}

  /// Of each option of `ladder` whose model has a stated resolution, in that order.
  static List<PerTask> of(PlanRequest request, List<Option> ladder) {
    Map<?, Resolution> stated = request.resolutions();
    Ratio tasks = request.traffic().monthFactor().times(request.traffic().trace().size());
    List<Option> known =
        ladder.stream()
            .filter(option -> stated.containsKey(option.model()))
            .filter(option -> option.monthly().isPresent())
            .toList();
    Optional<Option> best =
        known.stream()
            .filter(Option.Hosted.class::isInstance)
            .max(
                Comparator.comparing(
                    (Option option) -> request.resolutions().get(option.model()).share()));
    List<PerTask> list = new ArrayList<>();
    for (Option option : known) {
      Resolution resolution = request.resolutions().get(option.model());
      Usd each = perTask(option, tasks);
      list.add(
          new PerTask(
              option.label(),
              resolution,
              each,
              resolution.perResolved(each),
              best.filter(
                      to ->
                          request
                                  .resolutions()
                                  .get(to.model())
                                  .share()
                                  .compareTo(resolution.share())
                              > 0)
                  .map(
                      to ->
                          escalated(
                              resolution,
                              each,
                              to,
                              request.resolutions().get(to.model()),
                              perTask(to, tasks)))));
    }
    return list;
  }

  private static Usd perTask(Option option, Ratio tasks) {
    return option.monthly().orElseThrow().value().times(Ratio.ONE.dividedBy(tasks));
  }

  private static Escalated escalated(
      Resolution first, Usd firstCost, Option to, Resolution second, Usd secondCost) {
    Ratio left = Ratio.ONE.minus(first.share());
    Ratio resolved = first.share().plus(left.times(second.share()));
    Usd cost = firstCost.plus(secondCost.times(left));
    return new Escalated(
        to.label(), new Resolution(resolved), cost, cost.times(Ratio.ONE.dividedBy(resolved)));
  }
}
