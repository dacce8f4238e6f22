package dev.breakeven.core.serving.calibration;

/// The linear step of a least-squares fit, (JᵀWJ + H) x = −(JᵀWr + H a), solved by conjugate
/// gradients; J is never written out: point i depends on the factors of its scopes alone, and on
/// those of all of them alike.
final class NormalEquations {
  private static final int MOST_ROUNDS = 400;
  private static final double CLOSE = 1e-8;

  private final double[][] slopes;
  private final int[][] scopesOf;
  private final double[] weights;
  private final double[] hold;
  private final double[] right;
  private final double[] diagonal;

  NormalEquations(
      double[][] slopes,
      int[][] scopesOf,
      double[] weights,
      double[] residuals,
      double[] at,
      double[] hold) {
    this.slopes = slopes;
    this.scopesOf = scopesOf;
    this.weights = weights;
    this.hold = hold;
    right = new double[at.length];
    diagonal = new double[at.length];
    for (int i = 0; i < slopes.length; i++) {
      for (int scope : scopesOf[i]) {
        for (int k = 0; k < Constant.COUNT; k++) {
          double slope = slopes[i][k];
          right[scope * Constant.COUNT + k] -= weights[i] * slope * residuals[i];
          diagonal[scope * Constant.COUNT + k] += weights[i] * slope * slope;
        }
      }
    }
    for (int j = 0; j < at.length; j++) {
      right[j] -= hold[j] * at[j];
    }
  }

  /// The step, with `damping` times the diagonal added to it (Levenberg-Marquardt).
  double[] solve(double damping) {
    double[] added = new double[right.length];
    double[] scale = new double[right.length];
    for (int j = 0; j < added.length; j++) {
      added[j] = hold[j] + damping * (diagonal[j] + 1e-6);
      scale[j] = 1 / (diagonal[j] + added[j]);
    }
    double[] x = new double[right.length];
    double[] left = right.clone();
    double[] z = product(scale, left);
    double[] direction = z.clone();
    double size = dot(left, z);
    double first = size;
    for (int round = 0; round < MOST_ROUNDS && size > CLOSE * CLOSE * first; round++) {
      double[] image = image(direction, added);
      double length = size / dot(direction, image);
      for (int j = 0; j < x.length; j++) {
        x[j] += length * direction[j];
        left[j] -= length * image[j];
      }
      z = product(scale, left);
      double next = dot(left, z);
      for (int j = 0; j < x.length; j++) {
        direction[j] = z[j] + next / size * direction[j];
      }
      size = next;
    }
    return x;
  }

  private double[] image(double[] of, double[] added) {
    double[] image = product(added, of);
    for (int i = 0; i < slopes.length; i++) {
      double along = 0;
      for (int scope : scopesOf[i]) {
        for (int k = 0; k < Constant.COUNT; k++) {
          along += slopes[i][k] * of[scope * Constant.COUNT + k];
        }
      }
      along *= weights[i];
      for (int scope : scopesOf[i]) {
        for (int k = 0; k < Constant.COUNT; k++) {
          image[scope * Constant.COUNT + k] += along * slopes[i][k];
        }
      }
    }
    return image;
  }

  private static double[] product(double[] one, double[] other) {
    double[] product = new double[one.length];
    for (int j = 0; j < one.length; j++) {
      product[j] = one[j] * other[j];
    }
    return product;
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int j = 0; j < one.length; j++) {
      sum += one[j] * other[j];
    }
    return sum;
  }
}
