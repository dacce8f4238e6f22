package dev.breakeven.core.workload;

import java.util.Arrays;
import java.util.List;

/// A rate over time in equal steps, constant within each: the curve that traffic is stretched over.
///
/// Rates are requests a second, or weights that only compare with each other. Immutable and
/// thread-safe.
public final class Envelope {
  /// Also the largest weight.
  public static final double MOST_PER_SECOND = 1e9;

  static final long LONGEST_NANOS = 3_653L * 86_400_000_000_000L;

  private final String source;
  private final long stepNanos;
  private final boolean weights;
  private final double[] rates;
  private final double mean;
  private final double highest;

  private Envelope(String source, long stepNanos, boolean weights, List<Double> rates) {
    this.source = source;
    this.stepNanos = stepNanos;
    this.weights = weights;
    this.rates = rates.stream().mapToDouble(Double::doubleValue).toArray();
    double sum = 0;
    double most = 0;
    for (double rate : this.rates) {
      if (!(rate >= 0) || rate > MOST_PER_SECOND) {
        throw new IllegalArgumentException("rate: " + rate + " (expected: from 0 to 1e9)");
      }
      sum += rate;
      most = Math.max(most, rate);
    }
    if (sum == 0) {
      throw new IllegalArgumentException("rates: all 0 (expected: one over 0)");
    }
    if (stepNanos <= 0 || rates.size() > LONGEST_NANOS / stepNanos) {
      throw new IllegalArgumentException(
          "span: %,d steps of %,d ns (expected: over 0, at most ten years)"
              .formatted(rates.size(), stepNanos));
    }
    mean = sum / this.rates.length;
    highest = most;
  }

  /// Requests a second in each step, read from `source`.
  ///
  /// Throws `IllegalArgumentException` when a rate is negative or not finite, all are 0, or the
  /// steps cover no time or over ten years.
  public static Envelope ofRates(String source, long stepNanos, List<Double> perSecond) {
    return new Envelope(source, stepNanos, false, perSecond);
  }

  /// What each step weighs beside the others; throws as [#ofRates] does.
  public static Envelope ofWeights(String source, long stepNanos, List<Double> weights) {
    return new Envelope(source, stepNanos, true, weights);
  }

  /// The same weight throughout.
  static Envelope flat(long spanNanos) {
    return new Envelope("", spanNanos, true, List.of(1.0));
  }

  /// The same rates in steps that last a part of the time: `times` as quick, at least 1.
  Envelope hurried(double times) {
    return new Envelope(
        source,
        Math.max(1, (long) (stepNanos / times)),
        weights,
        Arrays.stream(rates).boxed().toList());
  }

  public String source() {
    return source;
  }

  /// True when steps only compare with each other, so that the mean rate is the traffic's own.
  public boolean isWeights() {
    return weights;
  }

  public int steps() {
    return rates.length;
  }

  public long stepNanos() {
    return stepNanos;
  }

  public long spanNanos() {
    return stepNanos * rates.length;
  }

  /// The rate at `nanos` from the start; after the end it is that of the last step.
  public double rateAt(long nanos) {
    return rates[(int) Math.min(nanos / stepNanos, rates.length - 1)];
  }

  public double mean() {
    return mean;
  }

  public double highest() {
    return highest;
  }

  /// The highest rate at any time in `[from, to)`.
  double highest(long from, long to) {
    double most = 0;
    for (long time = from - from % stepNanos; time < to; time += stepNanos) {
      most = Math.max(most, rateAt(time));
    }
    return most;
  }

  double lowest() {
    double least = highest;
    for (double rate : rates) {
      least = Math.min(least, rate);
    }
    return least;
  }
}
