package dev.breakeven.core.plan;

import dev.breakeven.core.workload.LoadProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Traffic as a fluid through identical replicas: the queueing part of the closed-form estimate.
///
/// Each bin of the load profile brings work (replica-seconds at saturation); what the replicas
/// cannot do within the bin waits and is done first in the next. The wait of a bin's requests is
/// its backlog at the end of the bin over the replicas. It sees bursts longer than a bin and not
/// the randomness within one, so it is a floor for waits below a bin's width. The first bin starts
/// without a backlog. Only the bins with requests are kept.
public final class FluidQueue {
  private static final int BISECTIONS = 50;

  private final LoadProfile profile;
  private final double[] work;
  private final long[] requests;
  private final double binSeconds;
  private final long totalRequests;
  private final double meanLoad;

  /// `profile` must cover a time over zero; `scale` multiplies the volume and leaves the shape as
  /// it is.
  public FluidQueue(
      LoadProfile profile, double secondsPerInput, double secondsPerOutput, double scale) {
    if (profile.periodNanos() <= 0 || !(Double.isFinite(scale) && scale > 0)) {
      throw new IllegalArgumentException(
          "load over %d ns, scale %s (expected: both over 0)"
              .formatted(profile.periodNanos(), scale));
    }
    this.profile = profile;
    work = new double[profile.busyBins()];
    requests = new long[work.length];
    binSeconds = profile.binNanos() / 1e9;
    double total = 0;
    long count = 0;
    for (int i = 0; i < work.length; i++) {
      int bin = profile.busyBin(i);
      work[i] =
          scale
              * (profile.inputTokens(bin) * secondsPerInput
                  + profile.outputTokens(bin) * secondsPerOutput);
      total += work[i];
      requests[i] = profile.requests(bin);
      count += requests[i];
    }
    totalRequests = count;
    meanLoad = total / (profile.periodNanos() / 1e9);
  }

  /// What the queue does with some number of replicas, computed when it is asked for: loads in
  /// replicas, the wait in seconds that the asked percentile of requests does not exceed.
  public record Estimate(FluidQueue queue, long replicas, int percentile) {
    public double meanLoad() {
      return queue.meanLoad;
    }

    public double peakMinuteLoad() {
      return queue.peakMinuteLoad();
    }

    public double waitSeconds() {
      return queue.waitSeconds(replicas, percentile);
    }
  }

  /// Work a second in units of one saturated replica, averaged over the time watched.
  public double meanLoad() {
    return meanLoad;
  }

  public Estimate with(long replicas, int percentile) {
    return new Estimate(this, replicas, percentile);
  }

  private double waitSeconds(long replicas, int percentile) {
    double[] waits = new double[work.length];
    double backlog = 0;
    for (int i = 0; i < work.length; i++) {
      backlog = backlogAfter(i, backlog, replicas, 1);
      waits[i] = backlog / replicas;
    }
    return waitAt(waits, percentile);
  }

  /// The backlog at the end of kept bin `i`, from that at the end of the one kept before it.
  private double backlogAfter(int i, double before, long replicas, double factor) {
    double capacity = replicas * binSeconds;
    int idle = i == 0 ? 0 : profile.busyBin(i) - profile.busyBin(i - 1) - 1;
    return Math.max(0, Math.max(0, before - idle * capacity) + work[i] * factor - capacity);
  }

  /// The share of tokens that `replicas` leave to an API which takes all work that would wait over
  /// `waitLimit` seconds.
  double spillShare(long replicas, double waitLimit) {
    double[] spilled = {0, 0};
    eachSpill(
        replicas,
        waitLimit,
        (i, share) -> {
          spilled[0] += tokens(i);
          spilled[1] += tokens(i) * share;
        });
    return spilled[0] == 0 ? 0 : spilled[1] / spilled[0];
  }

  /// What those leave to it: tokens of the profile as they stand in it, and by pieces of
  /// `pieceNanos`.
  Spill spill(long replicas, double waitLimit, long pieceNanos) {
    SpillSum sum = new SpillSum(replicas, pieceNanos);
    eachSpill(replicas, waitLimit, sum::add);
    return sum.total();
  }

  /// Takes the share of a kept bin's work that went to the API.
  private interface BinSpill {
    void add(int i, double share);
  }

  /// What would wait over `waitLimit` seconds before `replicas` goes; the newest work first.
  private void eachSpill(long replicas, double waitLimit, BinSpill to) {
    double backlog = 0;
    for (int i = 0; i < work.length; i++) {
      double all = backlogAfter(i, backlog, replicas, 1);
      backlog = Math.min(all, waitLimit * replicas);
      to.add(i, work[i] == 0 ? 0 : Math.min(1, (all - backlog) / work[i]));
    }
  }

  private double tokens(int i) {
    int bin = profile.busyBin(i);
    return profile.inputTokens(bin) + profile.outputTokens(bin);
  }

  /// The work that replicas served over what they could do, and where tokens went piece by piece.
  record Spill(double utilisation, List<MixRun.Hour> pieces) {}

  /// Adds up bins to pieces of time, and pieces to the whole.
  private final class SpillSum {
    private final long replicas;
    private final long pieceNanos;
    private final double[] own;
    private final double[] spilled;
    private final double[] served;

    SpillSum(long replicas, long pieceNanos) {
      this.replicas = replicas;
      this.pieceNanos = pieceNanos;
      int pieces = (int) Math.ceilDiv(profile.periodNanos(), pieceNanos);
      own = new double[pieces];
      spilled = new double[pieces];
      served = new double[pieces];
    }

    void add(int i, double share) {
      int bin = profile.busyBin(i);
      int piece = (int) Math.min(own.length - 1L, bin * profile.binNanos() / pieceNanos);
      double tokens = tokens(i);
      own[piece] += tokens * (1 - share);
      spilled[piece] += tokens * share;
      served[piece] += work[i] * (1 - share);
    }

    Spill total() {
      List<MixRun.Hour> pieces = new ArrayList<>();
      for (int i = 0; i < own.length; i++) {
        long nanos = Math.min(pieceNanos, profile.periodNanos() - i * pieceNanos);
        pieces.add(
            new MixRun.Hour(
                Math.round(own[i]),
                Math.round(spilled[i]),
                served[i] / (replicas * (nanos / 1e9)),
                replicas));
      }
      double seconds = profile.periodNanos() / 1e9;
      return new Spill(Arrays.stream(served).sum() / (replicas * seconds), pieces);
    }
  }

  /// The longest wait that more requests reach than may be beyond the percentile; 0 where none is.
  private double waitAt(double[] waits, int percentile) {
    long beyond = allowedBeyond(percentile);
    if (requestsFrom(waits, Double.MIN_VALUE) <= beyond) {
      return 0;
    }
    double[] ascending = waits.clone();
    Arrays.sort(ascending);
    int low = 0;
    int high = ascending.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (requestsFrom(waits, ascending[middle]) > beyond) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return ascending[low];
  }

  /// The requests that wait `least` seconds or longer.
  private long requestsFrom(double[] waits, double least) {
    long count = 0;
    for (int i = 0; i < waits.length; i++) {
      count += waits[i] >= least ? requests[i] : 0;
    }
    return count;
  }

  /// How many requests may wait longer than the percentile says.
  private long allowedBeyond(int percentile) {
    return totalRequests - Math.ceilDiv(totalRequests * percentile, 100);
  }

  private double peakMinuteLoad() {
    int perMinute = Math.max(1, (int) Math.round(60 / binSeconds));
    double peak = meanLoad;
    double sum = 0;
    for (int i = 0; i < work.length; i++) {
      boolean newMinute =
          i == 0 || profile.busyBin(i) / perMinute != profile.busyBin(i - 1) / perMinute;
      sum = newMinute ? work[i] : sum + work[i];
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
    if (waitLimit == Double.POSITIVE_INFINITY) {
      return true;
    }
    double backlog = 0;
    long beyond = allowedBeyond(percentile);
    for (int i = 0; i < work.length && beyond >= 0; i++) {
      backlog = backlogAfter(i, backlog, replicas, factor);
      if (backlog > waitLimit * replicas) {
        beyond -= requests[i];
      }
    }
    return beyond >= 0;
  }

  /// The largest factor on the volume that one replica still carries within the limit.
  ///
  /// Twice the replicas carry twice the volume with the same waits: work and capacity grow alike.
  public double largestFactor(double waitLimit, int percentile) {
    double high = meanLoad == 0 ? 0 : 1 / meanLoad;
    double low = 0;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (holds(1, waitLimit, percentile, middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
