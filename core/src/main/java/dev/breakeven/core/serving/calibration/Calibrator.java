package dev.breakeven.core.serving.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Fits the factors of all scopes to measurements.
///
/// Cells fall into [#FOLDS] folds by name. Fold k's factors are fitted without any cell of fold k,
/// so what they say of such a cell is a prediction; the error bands come from those. Times to first
/// token are not fitted: the model has no queue.
public final class Calibrator {
  public static final int FOLDS = 10;

  /// A user's own scope needs this many points.
  public static final int LEAST_POINTS = 5;

  private static final double OWN_HOLD = 0.1;
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
            .mapToObj(fold -> effects(points, one -> one.cell().fold(FOLDS) != fold))
            .toList();
    Fitted bare = new Fitted(effects(points, _ -> true), folds);
    List<Accuracy.Scored> scored = Accuracy.score(points, bare::without);
    return new Fitted(
        judged(bare.all(), scored), folds.stream().map(one -> judged(one, scored)).toList());
  }

  /// What a user's own points change in the scopes that have enough of them, on top of
  /// `calibration`.
  public static Map<Scope, Effect> refit(Calibration calibration, List<Measurement> points) {
    Map<Scope, List<Measurement>> byScope = new TreeMap<>();
    for (Measurement point : fittable(points)) {
      byScope
          .computeIfAbsent(Scope.hardware(point.deployment()), _ -> new ArrayList<>())
          .add(point);
    }
    byScope.values().removeIf(mine -> mine.size() < LEAST_POINTS);
    List<Measurement> enough = byScope.values().stream().flatMap(List::stream).toList();
    Map<Scope, Effect> own =
        EffectsFit.of(
            weighted(enough),
            calibration,
            deployment -> List.of(Scope.hardware(deployment)),
            _ -> OWN_HOLD);
    return judged(new Calibration(own), Accuracy.score(enough, _ -> calibration.with(own)))
        .byScope();
  }

  private static Calibration effects(List<Measurement> points, Predicate<Measurement> kept) {
    List<Measurement> training = fittable(points).stream().filter(kept).toList();
    return new Calibration(
        EffectsFit.of(weighted(training), Calibration.NONE, Scope::of, Calibrator::hold));
  }

  /// The narrower a scope, the closer its factors stay to 1.
  private static double hold(Scope scope) {
    return switch (scope.parts()) {
      case 0 -> 0.3;
      case 1 -> 1;
      case 2 -> 3;
      default -> 8;
    };
  }

  private static List<Measurement> fittable(List<Measurement> points) {
    return points.stream().filter(one -> one.metric() != Measurement.Metric.TTFT).toList();
  }

  /// A cell of n points weighs √n.
  private static List<EffectsFit.Weighted> weighted(List<Measurement> points) {
    Map<Cell, Integer> sizes = new TreeMap<>();
    points.forEach(one -> sizes.merge(one.cell(), 1, Integer::sum));
    return points.stream()
        .map(one -> new EffectsFit.Weighted(one, 1 / Math.sqrt(sizes.getOrDefault(one.cell(), 1))))
        .toList();
  }

  private static Calibration judged(Calibration calibration, List<Accuracy.Scored> scored) {
    Map<Scope, Effect> judged = new TreeMap<>();
    calibration
        .byScope()
        .forEach((scope, effect) -> judged.put(scope, effect.judged(band(scope, scored))));
    return new Calibration(judged);
  }

  /// Bursts are left out: how long one takes to drain hangs on lengths that files do not give.
  private static Optional<Effect.Band> band(Scope scope, List<Accuracy.Scored> scored) {
    double[] errors =
        scored.stream()
            .filter(one -> one.measured().metric() != Measurement.Metric.TTFT)
            .filter(one -> !(one.measured().load() instanceof Load.Burst))
            .filter(one -> Scope.of(one.measured().deployment()).contains(scope))
            .mapToDouble(Accuracy.Scored::error)
            .sorted()
            .toArray();
    return errors.length < LEAST_FOR_BAND
        ? Optional.empty()
        : Optional.of(
            new Effect.Band(Accuracy.quantile(errors, 0.5), Accuracy.quantile(errors, 0.9)));
  }
}
