package dev.breakeven.core.plan;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

  /// An option, what it resolves and what a task costs there.
  private record Tried(Option option, Resolution resolution, Usd perTask) {}

  /// Of each option of `ladder` whose model has a stated resolution, in that order.
  static List<PerTask> of(PlanRequest request, List<Option> ladder) {
    List<Tried> tried = tried(request, ladder);
    Optional<Tried> best =
        tried.stream()
            .filter(each -> each.option() instanceof Option.Hosted)
            .max(Comparator.comparing(each -> each.resolution().share()));
    return tried.stream()
        .map(
            each ->
                new PerTask(
                    each.option().label(),
                    each.resolution(),
                    each.perTask(),
                    each.resolution().perResolved(each.perTask()),
                    best.filter(
                            to -> to.resolution().share().compareTo(each.resolution().share()) > 0)
                        .map(to -> escalated(each, to))))
        .toList();
  }

  private static List<Tried> tried(PlanRequest request, List<Option> ladder) {
    Ratio tasks = request.traffic().monthFactor().times(request.traffic().trace().size());
    List<Tried> tried = new ArrayList<>();
    for (Option option : ladder) {
      Resolution resolution = request.resolutions().get(option.model());
      if (resolution != null && option.monthly().isPresent()) {
        Usd month = option.monthly().get().value();
        tried.add(new Tried(option, resolution, month.times(Ratio.ONE.dividedBy(tasks))));
      }
    }
    return tried;
  }

  private static Escalated escalated(Tried first, Tried to) {
    Ratio left = Ratio.ONE.minus(first.resolution().share());
    Ratio resolved = first.resolution().share().plus(left.times(to.resolution().share()));
    Usd cost = first.perTask().plus(to.perTask().times(left));
    return new Escalated(
        to.option().label(),
        new Resolution(resolved),
        cost,
        cost.times(Ratio.ONE.dividedBy(resolved)));
  }
}
