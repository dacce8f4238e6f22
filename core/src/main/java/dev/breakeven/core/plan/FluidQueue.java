package dev.breakeven.core.plan;

import dev.breakeven.core.workload.LoadProfile;
import java.util.Arrays;
import java.util.Comparator;

/// Traffic as a fluid through identical replicas: the queueing part of the closed-form estimate.
///
/// Each bin of the load profile brings work (replica-seconds at saturation); what the replicas
/// cannot do within the bin waits and is done first in the next. The wait of a bin's requests is
/// its backlog at the end of the bin over the replicas. It sees bursts longer than a bin and not
/// the
/// randomness within one, so it is a floor for waits below a bin's width. The first bin starts
/// without a backlog.
public final class FluidQueue {
  private final double[] work;
  private final long[] requests;
  private final double binSeconds;
  private final long totalRequests;
  private final double meanLoad;

  /// `profile` must cover a time over zero; `scale` multiplies the volume and leaves the shape as
  /// it
  /// is.
  public FluidQueue(
      LoadProfile profile, double secondsPerInput, double secondsPerOutput, double scale) {
    if (profile.periodNanos() <= 0 || !(Double.isFinite(scale) && scale > 0)) {
      throw new IllegalArgumentException(
          "load over %d ns, scale %s (expected: both over 0)"
              .formatted(profile.periodNanos(), scale));
    }
    int bins = profile.bins();
    work = new double[bins];
    requests = new long[bins];
    binSeconds = profile.binNanos() / 1e9;
    double total = 0;
    long count = 0;
    for (int i = 0; i < bins; i++) {
      work[i] =
          scale
              * (profile.inputTokens(i) * secondsPerInput
                  + profile.outputTokens(i) * secondsPerOutput);
      requests[i] = profile.requests(i);
      total += work[i];
      count += requests[i];
    }
    totalRequests = count;
    meanLoad = total / (profile.periodNanos() / 1e9);
  }

  /// What the queue does with some number of replicas: loads in replicas, the wait in seconds that
  /// the asked percentile of requests does not exceed.
  public record Estimate(double meanLoad, double peakMinuteLoad, double waitSeconds) {}

  /// Work a second in units of one saturated replica, averaged over the time watched.
  public double meanLoad() {
    return meanLoad;
  }

  /// The wait that `percentile` percent of requests do not exceed with `replicas`.
  public Estimate with(long replicas, int percentile) {
    double[] waits = new double[work.length];
    double backlog = 0;
    double capacity = replicas * binSeconds;
    for (int i = 0; i < work.length; i++) {
      backlog = Math.max(0, backlog + work[i] - capacity);
      waits[i] = backlog / replicas;
    }
    return new Estimate(meanLoad, peakMinuteLoad(), waitAt(waits, percentile));
  }

  private double waitAt(double[] waits, int percentile) {
    Integer[] byWait = new Integer[waits.length];
    Arrays.setAll(byWait, i -> i);
    Arrays.sort(byWait, Comparator.comparingDouble(bin -> -waits[bin]));
    long beyond = allowedBeyond(percentile);
    for (int bin : byWait) {
      beyond -= requests[bin];
      if (beyond < 0) {
        return waits[bin];
      }
    }
    return 0;
  }

  /// How many requests may wait longer than the percentile says.
  private long allowedBeyond(int percentile) {
    return totalRequests - Math.ceilDiv(totalRequests * percentile, 100);
  }

  private double peakMinuteLoad() {
    int perMinute = Math.max(1, (int) Math.round(60 / binSeconds));
    double peak = meanLoad;
    for (int start = 0; start < work.length; start += perMinute) {
      int end = Math.min(work.length, start + perMinute);
      double sum = 0;
      for (int i = start; i < end; i++) {
        sum += work[i];
      }
      peak = Math.max(peak, sum / (perMinute * binSeconds));
    }
    return peak;
  }

  /// The fewest replicas whose wait is at most `waitLimit` seconds at `percentile`, with the volume
  /// multiplied by `factor`.
  public long replicasFor(double waitLimit, int percentile, double factor) {
    long low = Math.max(1, (long) Math.ceil(meanLoad * factor));
    long high = low;
    while (!holds(high, waitLimit, percentile, factor)) {
      low = high + 1;
      high *= 2;
    }
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (holds(middle, waitLimit, percentile, factor)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }

  private boolean holds(long replicas, double waitLimit, int percentile, double factor) {
    if (meanLoad * factor > replicas) {
      return false;
    }
    double backlog = 0;
    double capacity = replicas * binSeconds;
    long beyond = allowedBeyond(percentile);
    for (int i = 0; i < work.length && beyond >= 0; i++) {
      backlog = Math.max(0, backlog + work[i] * factor - capacity);
      if (backlog > waitLimit * replicas) {
        beyond -= requests[i];
      }
    }
    return beyond >= 0;
  }

  /// The largest factor on the volume that `replicas` still carry within the limit.
  public double largestFactor(long replicas, double waitLimit, int percentile) {
    double high = meanLoad == 0 ? 0 : replicas / meanLoad;
    double low = 0;
    for (int i = 0; i < 50; i++) {
      double middle = (low + high) / 2;
      if (holds(replicas, waitLimit, percentile, middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
