package dev.breakeven.core.workload;

/// Times between the calls of one caller, in units of their mean: the shape of a distribution.
public record InterArrivals(Family family, double shape) {
  /// Beyond these, draws are so uneven that a caller's rate says nothing of its calls.
  private static final double LEAST_GAMMA = 0.001;

  private static final double LEAST_WEIBULL = 0.1;
  private static final double MOST = 1_000_000;

  /// The two that ServeGen fits.
  public enum Family {
    GAMMA,
    WEIBULL
  }

  /// Throws `IllegalArgumentException` for a shape that cannot be drawn from.
  public InterArrivals {
    double least = family == Family.GAMMA ? LEAST_GAMMA : LEAST_WEIBULL;
    if (!(shape >= least && shape <= MOST)) {
      throw new IllegalArgumentException(
          "shape: %s (expected: %s to %s)".formatted(shape, least, MOST));
    }
  }

  /// Uniform numbers over [0, 1), a new one at each call.
  interface Uniform {
    double next();
  }

  /// One time, 1 in the mean.
  double draw(Uniform uniform) {
    return switch (family) {
      case GAMMA -> gamma(uniform) / shape;
      case WEIBULL ->
          StrictMath.exp(StrictMath.log(exponential(uniform)) / shape - logGamma(1 + 1 / shape));
    };
  }

  private static double exponential(Uniform uniform) {
    return -StrictMath.log(1 - uniform.next());
  }

  /// Marsaglia and Tsang, "A simple method for generating gamma variables" (2000); below a shape of
  /// 1 that of one more, times a power of a uniform number.
  private double gamma(Uniform uniform) {
    double boost = shape >= 1 ? 1 : StrictMath.exp(-exponential(uniform) / shape);
    double d = (shape >= 1 ? shape : shape + 1) - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double normal =
          StrictMath.sqrt(2 * exponential(uniform)) * StrictMath.cos(2 * Math.PI * uniform.next());
      double cube = StrictMath.pow(1 + c * normal, 3);
      if (cube > 0
          && StrictMath.log(1 - uniform.next())
              < normal * normal / 2 + d - d * cube + d * StrictMath.log(cube)) {
        return boost * d * cube;
      }
    }
  }

  /// Stirling's series after the recurrence has made the argument large; for `x` of at least 1.
  static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < 10) {
      shift += StrictMath.log(y);
      y++;
    }
    double inverse = 1 / y;
    double square = inverse * inverse;
    double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
    return (y - 0.5) * StrictMath.log(y) - y + StrictMath.log(2 * Math.PI) / 2 + series - shift;
  }
}
