package dev.breakeven.core.workload;

import java.util.List;

/// A distribution of token counts known by its percentiles and its mean.
///
/// Between percentiles it is straight; beyond the 99th it bends so that the mean is the stated one,
/// as far as a value between the last two can make it so.
public final class LengthQuantiles {
  /// The percentiles there are.
  public static final List<Integer> PERCENTILES =
      List.of(0, 1, 5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 99, 100);

  /// A tail that is nearly all at the 99th percentile.
  private static final double STEEPEST = 1e6;

  private static final int LAST = PERCENTILES.size() - 1;

  private final double[] values;
  private final double bend;

  /// Throws `IllegalArgumentException` unless there is a value for each of [#PERCENTILES], rising
  /// and from 0 to [Trace#MAX_TOKENS].
  public LengthQuantiles(List<Double> values, double mean) {
    this.values = values.stream().mapToDouble(Double::doubleValue).toArray();
    if (this.values.length != PERCENTILES.size() || !(mean >= 0)) {
      throw new IllegalArgumentException(
          "%d values, mean %s (expected: %d, not negative)"
              .formatted(values.size(), mean, PERCENTILES.size()));
    }
    double least = 0;
    double belowTail = 0;
    for (int i = 0; i <= LAST; i++) {
      if (!(this.values[i] >= least && this.values[i] <= Trace.MAX_TOKENS)) {
        throw new IllegalArgumentException(
            "%s after %s (expected: rising, at most %,d)"
                .formatted(this.values[i], least, Trace.MAX_TOKENS));
      }
      belowTail += i == 0 || i == LAST ? 0 : width(i) * (least + this.values[i]) / 2;
      least = this.values[i];
    }
    double low = this.values[LAST - 1];
    double tail = (mean - belowTail) / width(LAST);
    double room = this.values[LAST] - low;
    bend = tail <= low ? STEEPEST : Math.clamp(room / (tail - low) - 1, 1 / STEEPEST, STEEPEST);
  }

  private static double width(int i) {
    return (PERCENTILES.get(i) - PERCENTILES.get(i - 1)) / 100.0;
  }

  /// The tokens that the part `share` of all has no more than, for 0 <= `share` < 1.
  public int at(double share) {
    int i = 1;
    while (i < LAST && PERCENTILES.get(i) <= share * 100) {
      i++;
    }
    double within = (share - PERCENTILES.get(i - 1) / 100.0) / width(i);
    double part = i == LAST ? StrictMath.pow(within, bend) : within;
    return (int) Math.round(values[i - 1] + part * (values[i] - values[i - 1]));
  }
}
