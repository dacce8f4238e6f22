package dev.breakeven.core.workload;

import java.util.Optional;
import java.util.stream.IntStream;

/// Requests and tokens that arrive in each bin of a trace, for a fluid queue to run over.
///
/// Bins start at the first arrival and cover the whole period, quiet end included; tokens count in
/// the bin of their request's arrival. Scaling by a factor is the caller's. Immutable; the arrays
/// that accessors give are copies.
public final class LoadProfile {
  /// Two weeks of seconds: longer traces get wider bins.
  public static final int MAX_BINS = 1_209_600;

  public static final long SECOND_NANOS = 1_000_000_000L;

  private final long binNanos;
  private final long periodNanos;
  private final Optional<String> note;
  private final long[] requests;
  private final long[] inputTokens;
  private final long[] outputTokens;
  private int[] busy = {};

  private LoadProfile(long binNanos, long periodNanos, int bins, Optional<String> note) {
    this.binNanos = binNanos;
    this.periodNanos = periodNanos;
    this.note = note;
    requests = new long[bins];
    inputTokens = new long[bins];
    outputTokens = new long[bins];
  }

  /// With bins of one second.
  public static LoadProfile of(Trace trace) {
    return of(trace, SECOND_NANOS);
  }

  /// With bins of `binNanos`, or the smallest multiple of it that keeps to [#MAX_BINS].
  public static LoadProfile of(Trace trace, long binNanos) {
    if (binNanos <= 0) {
      throw new IllegalArgumentException("bin: " + binNanos + " ns (expected: over 0)");
    }
    long last = Math.max(trace.spanNanos(), trace.periodNanos() - 1);
    long widening = last / binNanos / MAX_BINS + 1;
    long width = Math.multiplyExact(binNanos, widening);
    int bins = trace.size() == 0 ? 0 : (int) (last / width) + 1;
    Optional<String> note =
        widening == 1
            ? Optional.empty()
            : Optional.of(
                "the trace is long: its load is kept in bins %d times as wide, which averages peaks"
                    .formatted(widening));
    LoadProfile profile = new LoadProfile(width, trace.periodNanos(), bins, note);
    profile.fill(trace);
    return profile;
  }

  private void fill(Trace trace) {
    for (int i = 0; i < trace.size(); i++) {
      int bin = (int) (trace.arrivalNanos(i) / binNanos);
      requests[bin]++;
      inputTokens[bin] += trace.inputTokens(i);
      outputTokens[bin] += trace.outputTokens(i);
    }
    busy = IntStream.range(0, bins()).filter(bin -> requests[bin] > 0).toArray();
  }

  public int bins() {
    return requests.length;
  }

  /// How many bins have requests.
  public int busyBins() {
    return busy.length;
  }

  /// The bin that is number `index`, from 0, of those with requests.
  public int busyBin(int index) {
    return busy[index];
  }

  /// The width of a bin, which may be more than was asked for.
  public long binNanos() {
    return binNanos;
  }

  /// The time watched, which the last bin may outlast.
  public long periodNanos() {
    return periodNanos;
  }

  /// Says that bins are wider than asked for.
  public Optional<String> note() {
    return note;
  }

  public long requests(int bin) {
    return requests[bin];
  }

  public long inputTokens(int bin) {
    return inputTokens[bin];
  }

  public long outputTokens(int bin) {
    return outputTokens[bin];
  }

  public long[] requests() {
    return requests.clone();
  }

  public long[] inputTokens() {
    return inputTokens.clone();
  }

  public long[] outputTokens() {
    return outputTokens.clone();
  }
}
