package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.StepConstants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Fits constants scope by scope, each held to those of the next wider one.
///
/// Cells fall into [#FOLDS] folds by name. Fold k's constants are fitted without any cell of fold
/// k,
/// so what they say of such a cell is a prediction; the error bands come from those. Times to first
/// token are not fitted: the model has no queue.
public final class Calibrator {
  public static final int FOLDS = 10;

  /// A user's own scope needs this many points.
  public static final int LEAST_POINTS = 5;

  private static final double GLOBAL_HOLD = 0.5;
  private static final double HOLD = 2;
  private static final double OWN_HOLD = 0.05;
  private static final int LEAST_FOR_BAND = 10;

  private Calibrator() {}

  /// `all` is fitted to everything; `folds` has one calibration for each fold left out.
  public record Fitted(Calibration all, List<Calibration> folds) {
    public Fitted {
      folds = List.copyOf(folds);
    }

    /// The constants that have not seen the cell of `measured`.
    public Calibration without(Measurement measured) {
      return folds.get(measured.cell().fold(folds.size()));
    }
  }

  /// Fits `points`, with bands from cells left out.
  public static Fitted fit(List<Measurement> points) {
    List<Calibration> folds =
        IntStream.range(0, FOLDS)
            .parallel()
            .mapToObj(fold -> constants(points, one -> one.cell().fold(FOLDS) != fold))
            .toList();
    Fitted bare = new Fitted(constants(points, _ -> true), folds);
    List<Accuracy.Scored> scored = Accuracy.score(points, bare::without);
    return new Fitted(
        banded(bare.all(), scored), folds.stream().map(one -> banded(one, scored)).toList());
  }

  /// `calibration` refitted to a user's own points in the scopes that have enough of them; its
  /// other
  /// constants stay.
  public static Calibration refit(Calibration calibration, List<Measurement> points) {
    Map<Scope, StepConstants> own = new TreeMap<>();
    Map<Scope, List<Measurement>> byScope = new TreeMap<>();
    for (Measurement point : fittable(points)) {
      byScope
          .computeIfAbsent(Scope.of(point.deployment()).getFirst(), _ -> new ArrayList<>())
          .add(point);
    }
    byScope.forEach(
        (scope, mine) -> {
          if (mine.size() >= LEAST_POINTS) {
            StepConstants prior = calibration.of(mine.getFirst().deployment());
            own.put(scope, ConstantsFit.of(weighted(mine), prior, OWN_HOLD));
          }
        });
    Calibration refitted = calibration.with(own);
    Map<Scope, StepConstants> banded = new TreeMap<>();
    own.forEach(
        (scope, constants) ->
            banded.put(
                scope,
                band(
                    constants,
                    scope,
                    Accuracy.score(byScope.getOrDefault(scope, List.of()), _ -> refitted))));
    return calibration.with(banded);
  }

  private static Calibration constants(List<Measurement> points, Predicate<Measurement> kept) {
    List<Measurement> training = fittable(points).stream().filter(kept).toList();
    Map<Scope, List<Measurement>> byScope = new TreeMap<>();
    for (Measurement point : training) {
      for (Scope scope : Scope.of(point.deployment())) {
        byScope.computeIfAbsent(scope, _ -> new ArrayList<>()).add(point);
      }
    }
    Map<Scope, StepConstants> fitted = new TreeMap<>();
    fitted.put(
        Scope.GLOBAL, ConstantsFit.of(weighted(training), StepConstants.DEFAULT, GLOBAL_HOLD));
    for (int width = 2; width >= 0; width--) {
      for (Map.Entry<Scope, List<Measurement>> entry : byScope.entrySet()) {
        Scope scope = entry.getKey();
        if (scope.width() == width && entry.getValue().size() >= LEAST_POINTS) {
          StepConstants prior = widened(fitted, scope);
          fitted.put(scope, ConstantsFit.of(weighted(entry.getValue()), prior, HOLD));
        }
      }
    }
    return new Calibration(fitted);
  }

  private static StepConstants widened(Map<Scope, StepConstants> fitted, Scope scope) {
    Scope wider = scope.wider();
    StepConstants found = fitted.get(wider);
    return found == null ? widened(fitted, wider) : found;
  }

  private static List<Measurement> fittable(List<Measurement> points) {
    return points.stream().filter(one -> one.metric() != Measurement.Metric.TTFT).toList();
  }

  /// A cell of n points weighs √n.
  private static List<ConstantsFit.Weighted> weighted(List<Measurement> points) {
    Map<Cell, Integer> sizes = new TreeMap<>();
    points.forEach(one -> sizes.merge(one.cell(), 1, Integer::sum));
    return points.stream()
        .map(
            one -> new ConstantsFit.Weighted(one, 1 / Math.sqrt(sizes.getOrDefault(one.cell(), 1))))
        .toList();
  }

  private static Calibration banded(Calibration calibration, List<Accuracy.Scored> scored) {
    Map<Scope, StepConstants> banded = new TreeMap<>();
    calibration
        .byScope()
        .forEach((scope, constants) -> banded.put(scope, band(constants, scope, scored)));
    return new Calibration(banded);
  }

  /// The band of `scope`, or of the next wider one with enough cells' errors to tell.
  private static StepConstants band(
      StepConstants constants, Scope scope, List<Accuracy.Scored> scored) {
    double[] errors =
        scored.stream()
            .filter(one -> one.measured().metric() != Measurement.Metric.TTFT)
            .filter(one -> Scope.of(one.measured().deployment()).contains(scope))
            .mapToDouble(Accuracy.Scored::error)
            .sorted()
            .toArray();
    if (errors.length < LEAST_FOR_BAND && !scope.equals(Scope.GLOBAL)) {
      return band(constants, scope.wider(), scored);
    }
    return constants.named(
        scope.toString(), Accuracy.quantile(errors, 0.5), Accuracy.quantile(errors, 0.9));
  }
}
