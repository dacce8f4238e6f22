package dev.breakeven.testkit.load;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/// Values in ascending order. Of no values, mean and quantiles are NaN.
public final class Sample {
  private final double[] sorted;

  private Sample(double[] sorted) {
    this.sorted = sorted;
  }

  public static Sample of(DoubleStream values) {
    double[] sorted = values.toArray();
    Arrays.sort(sorted);
    return new Sample(sorted);
  }

  public int size() {
    return sorted.length;
  }

  public double mean() {
    return Arrays.stream(sorted).average().orElse(Double.NaN);
  }

  /// The least value that at least the share `part` of all do not exceed.
  public double quantile(double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(part * sorted.length);
    return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
  }
}
