package dev.breakeven.core.serving.sim;

import dev.breakeven.core.units.Knowable;

/// Percentiles of a latency by nearest rank, in picoseconds, over `samples` requests.
///
/// A percentile that no sample lies beyond is not known; one with fewer than ten beyond it is shaky
/// and [#shaky] says so.
public record Latency(long samples, long p50, long p95, long p99) {
  private static final int ENOUGH_BEYOND = 10;

  /// Percentiles of the first `samples` of `values`, whose order is lost.
  static Latency of(long[] values, int samples) {
    if (samples == 0) {
      return new Latency(0, 0, 0, 0);
    }
    int first = rank(samples, 50);
    int second = rank(samples, 95);
    int third = rank(samples, 99);
    Selection selection = new Selection(values);
    long p99 = selection.at(third, 0, samples);
    long p95 = selection.at(second, 0, third + 1);
    long p50 = selection.at(first, 0, second + 1);
    return new Latency(samples, p50, p95, p99);
  }

  private static int rank(int samples, int percent) {
    return (int) (((long) samples * percent + 99) / 100) - 1;
  }

  /// The percentile in seconds.
  public Knowable<Double> seconds(int percent) {
    long picos =
        switch (percent) {
          case 50 -> p50;
          case 95 -> p95;
          case 99 -> p99;
          default -> throw new IllegalArgumentException("percentile: " + percent);
        };
    return samples == 0 || (percent > 50 && beyond(percent) == 0)
        ? Knowable.unknown("p%d needs more than %d requests".formatted(percent, samples))
        : Knowable.known(picos / 1e12);
  }

  /// True when fewer than ten requests lie beyond the percentile.
  public boolean shaky(int percent) {
    return beyond(percent) < ENOUGH_BEYOND;
  }

  private long beyond(int percent) {
    return samples - (samples * percent + 99) / 100;
  }
}
