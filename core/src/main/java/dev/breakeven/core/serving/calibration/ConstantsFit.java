package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.StepConstants;
import java.util.List;

/// The constants that explain points best without straying far from others.
///
/// A coordinate search in logarithms over the constants that the points can tell apart. The loss of
/// a
/// point is its absolute log error, with the part over 0.8 at an eighth of the weight, so a
/// mislabelled row pulls little; a cell of n points weighs √n. Straying by a factor e from the
/// `prior` costs `hold`.
final class ConstantsFit {
  private static final int ROUNDS = 7;
  private static final double FIRST_STEP = 0.3;
  private static final double LAST_STEP = 0.02;
  private static final double OUTLIER = 0.8;

  /// A point and its weight.
  record Weighted(Measurement measured, double weight) {}

  private final List<Weighted> points;
  private final StepConstants prior;
  private final double hold;

  private ConstantsFit(List<Weighted> points, StepConstants prior, double hold) {
    this.points = points;
    this.prior = prior;
    this.hold = hold;
  }

  /// Starts from `prior` and is held to it.
  static StepConstants of(List<Weighted> points, StepConstants prior, double hold) {
    return new ConstantsFit(points, prior, hold).search();
  }

  private StepConstants search() {
    StepConstants best = prior;
    double least = loss(best);
    double step = FIRST_STEP;
    for (int round = 0; round < ROUNDS && step >= LAST_STEP; round++) {
      boolean moved = false;
      for (Constant constant : Constant.values()) {
        if (points.stream().noneMatch(point -> constant.bears(point.measured().deployment()))) {
          continue;
        }
        for (double direction : new double[] {step, -step}) {
          StepConstants next = constant.scaled(best, Math.exp(direction));
          double loss = loss(next);
          while (loss < least - 1e-9) {
            best = next;
            least = loss;
            moved = true;
            next = constant.scaled(best, Math.exp(direction));
            loss = loss(next);
          }
        }
      }
      step = moved ? step : step / 2;
    }
    return best;
  }

  private double loss(StepConstants constants) {
    double sum = 0;
    for (Weighted point : points) {
      double error = Math.abs(Prediction.slowness(point.measured(), constants));
      sum += point.weight() * (Math.min(error, OUTLIER) + error / 8);
    }
    for (Constant constant : Constant.values()) {
      double strayed = Math.log(constant.get(constants) / constant.get(prior));
      sum += hold * strayed * strayed;
    }
    return sum;
  }

  /// Whether a multiply efficiency of `precision` is the one that `wanted` stands for.
  static boolean multiplies(Precision precision, Constant wanted) {
    return wanted
        == switch (precision) {
          case BF16 -> Constant.BF16;
          case FP8, INT8 -> Constant.FP8;
          case MXFP4, NVFP4 -> Constant.FP4;
          case INT4 -> Constant.WEIGHT_ONLY;
        };
  }
}
