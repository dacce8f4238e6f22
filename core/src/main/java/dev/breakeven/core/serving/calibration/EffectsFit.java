package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.StepConstants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// The factors that explain points best without straying far from 1.
///
/// All scopes at once, by Gauss-Newton steps in the logarithms of the factors: the loss of a point
/// is weight × s² × ln(1 + (e / s)²) of its log error e, which a mislabelled row can pull on only
/// a little (Cauchy, s = [#SPREAD]); straying by a factor of e costs s² × the hold of its scope,
/// the more the narrower, so that one odd cell does not speak for a whole GPU.
final class EffectsFit {
  /// Log errors beyond this count less and less.
  static final double SPREAD = 0.15;

  private static final int STEPS = 10;
  private static final int TRIES = 6;
  private static final double LONGEST = 0.7;
  private static final double NUDGE = 1e-3;
  private static final double ENOUGH = 1e-5;

  /// A point and its weight.
  record Weighted(Measurement measured, double weight) {}

  private final List<Weighted> points;
  private final List<StepConstants> bases;
  private final List<Scope> scopes;
  private final int[][] scopesOf;
  private final double[] hold;
  private double[] logs;
  private double[] residuals;
  private double damping = 1e-2;

  private EffectsFit(
      List<Weighted> points,
      ConstantsSource base,
      Function<Deployment, List<Scope>> scopesOf,
      Function<Scope, Double> hold) {
    this.points = points;
    bases = points.stream().map(point -> base.of(point.measured().deployment())).toList();
    Map<Scope, Integer> index = new TreeMap<>();
    points.forEach(
        point ->
            scopesOf
                .apply(point.measured().deployment())
                .forEach(scope -> index.putIfAbsent(scope, index.size())));
    Scope[] ordered = new Scope[index.size()];
    index.forEach((scope, i) -> ordered[i] = scope);
    scopes = List.of(ordered);
    this.scopesOf =
        points.stream()
            .map(
                point ->
                    scopesOf.apply(point.measured().deployment()).stream()
                        .mapToInt(index::get)
                        .toArray())
            .toArray(int[][]::new);
    this.hold = new double[ordered.length * Constant.COUNT];
    for (int i = 0; i < this.hold.length; i++) {
      this.hold[i] = hold.apply(ordered[i / Constant.COUNT]) * SPREAD * SPREAD;
    }
    logs = new double[this.hold.length];
    residuals = residuals(logs);
  }

  /// The effects of the scopes that `scopesOf` names, on top of `base`.
  static Map<Scope, Effect> of(
      List<Weighted> points,
      ConstantsSource base,
      Function<Deployment, List<Scope>> scopesOf,
      Function<Scope, Double> hold) {
    return new EffectsFit(points, base, scopesOf, hold).fitted();
  }

  private Map<Scope, Effect> fitted() {
    double loss = loss(logs, residuals);
    for (int step = 0; step < STEPS; step++) {
      double next = descend(loss);
      if (loss - next < ENOUGH * loss) {
        break;
      }
      loss = next;
    }
    Map<Scope, Effect> effects = new TreeMap<>();
    for (int i = 0; i < scopes.size(); i++) {
      List<Double> mine = new ArrayList<>();
      for (int k = 0; k < Constant.COUNT; k++) {
        mine.add(logs[i * Constant.COUNT + k]);
      }
      effects.put(scopes.get(i), new Effect(mine, Optional.empty()));
    }
    return effects;
  }

  /// One step that lessens `loss`, which it answers; the same when none was found.
  private double descend(double loss) {
    NormalEquations equations = equations();
    for (int i = 0; i < TRIES; i++) {
      double[] tried = equations.solve(damping);
      for (int j = 0; j < tried.length; j++) {
        tried[j] = logs[j] + Math.clamp(tried[j], -LONGEST, LONGEST);
      }
      double[] errors = residuals(tried);
      double next = loss(tried, errors);
      if (next < loss) {
        logs = tried;
        residuals = errors;
        damping = Math.max(1e-6, damping / 4);
        return next;
      }
      damping *= 5;
    }
    return loss;
  }

  private NormalEquations equations() {
    double[][] slopes = new double[points.size()][Constant.COUNT];
    double[] weights = new double[points.size()];
    for (int i = 0; i < slopes.length; i++) {
      double[] mine = sum(logs, i);
      for (int k = 0; k < Constant.COUNT; k++) {
        mine[k] += NUDGE;
        slopes[i][k] = (slowness(i, mine) - residuals[i]) / NUDGE;
        mine[k] -= NUDGE;
      }
      double far = residuals[i] / SPREAD;
      weights[i] = points.get(i).weight() / (1 + far * far);
    }
    return new NormalEquations(slopes, scopesOf, weights, residuals, logs, hold);
  }

  private double[] residuals(double[] at) {
    double[] found = new double[points.size()];
    Arrays.setAll(found, i -> slowness(i, sum(at, i)));
    return found;
  }

  private double slowness(int point, double[] mine) {
    return Prediction.slowness(
        points.get(point).measured(), Constant.scaled(bases.get(point), mine));
  }

  private double[] sum(double[] at, int point) {
    double[] mine = new double[Constant.COUNT];
    for (int scope : scopesOf[point]) {
      for (int k = 0; k < Constant.COUNT; k++) {
        mine[k] += at[scope * Constant.COUNT + k];
      }
    }
    return mine;
  }

  private double loss(double[] at, double[] errors) {
    double sum = 0;
    for (int i = 0; i < errors.length; i++) {
      double far = errors[i] / SPREAD;
      sum += points.get(i).weight() * SPREAD * SPREAD * Math.log1p(far * far);
    }
    for (int i = 0; i < at.length; i++) {
      sum += hold[i] * at[i] * at[i];
    }
    return sum;
  }
}
