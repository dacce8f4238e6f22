package dev.breakeven.core.workload;

import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;

/// What the traffic of a trace is like.
///
/// `requestsPerSecond` and the month divide by the period watched. `gapVariation` is the
/// coefficient of variation of the times between arrivals: 0 for a metronome, 1 for Poisson, more
/// for bursts; a source that rounds its clock (Mooncake: 3 s) makes it meaningless below that step.
/// Peaks count the fullest bin, bins starting at the first arrival, over the mean of the period.
/// The dispersion is the variance of the counts of such bins over their mean (index of dispersion):
/// 1 for Poisson at any width, and what bursts of that width make of it; only bins that lie within
/// the period whole count, and there must be ten.
/// `prefixReuse` is the share of input tokens that an infinite prefix cache would have held on
/// arrival; a request without ids in a trace with ids shares nothing. Percentiles are nearest-rank.
public record TraceStatistics(
    int requests,
    Duration period,
    Knowable<Ratio> requestsPerSecond,
    Lengths input,
    Lengths output,
    Arrivals arrivals,
    Knowable<Ratio> prefixReuse,
    Knowable<Month> month) {
  private static final long SECOND = 1_000_000_000L;
  private static final int FEWEST_BINS = 10;
  private static final String NO_SPAN =
      "the trace has fewer than two requests or no time between them";
  private static final String NO_PREFIXES = "the trace carries no prefix ids";

  /// Token counts of one side of the requests.
  public record Lengths(Ratio mean, int p50, int p95, int p99, int max, Tokens total) {}

  /// How unevenly requests arrive.
  public record Arrivals(
      Knowable<Ratio> gapVariation,
      Knowable<Ratio> peakToMeanSecond,
      Knowable<Ratio> peakToMeanMinute,
      Knowable<Ratio> dispersionSecond,
      Knowable<Ratio> dispersionTenSeconds,
      Knowable<Ratio> dispersionMinute) {}

  /// The period repeated for a month of projection; `factor` months' periods, said by `statement`.
  public record Month(Tokens input, Tokens output, Ratio factor, String statement) {}

  public static TraceStatistics of(Trace trace) {
    boolean timed = trace.size() >= 2 && trace.periodNanos() > 0;
    Lengths input = lengths(trace.size(), trace::inputTokens);
    Lengths output = lengths(trace.size(), trace::outputTokens);
    return new TraceStatistics(
        trace.size(),
        Duration.ofNanos(trace.periodNanos()),
        timed
            ? Knowable.known(Ratio.of(trace.size()).dividedBy(seconds(trace.periodNanos())))
            : Knowable.unknown(NO_SPAN),
        input,
        output,
        new Arrivals(
            gapVariation(trace),
            peakToMean(trace, SECOND),
            peakToMean(trace, 60 * SECOND),
            dispersion(trace, SECOND),
            dispersion(trace, 10 * SECOND),
            dispersion(trace, 60 * SECOND)),
        trace.hasPrefixes() ? PrefixReuse.shareOfInput(trace) : Knowable.unknown(NO_PREFIXES),
        timed ? Knowable.known(month(trace, input, output)) : Knowable.unknown(NO_SPAN));
  }

  @FunctionalInterface
  private interface Column {
    int at(int request);
  }

  private static Lengths lengths(int size, Column column) {
    if (size == 0) {
      return new Lengths(Ratio.ZERO, 0, 0, 0, 0, Tokens.NONE);
    }
    int[] sorted = new int[size];
    long total = 0;
    for (int i = 0; i < size; i++) {
      sorted[i] = column.at(i);
      total = Math.addExact(total, sorted[i]);
    }
    Arrays.sort(sorted);
    return new Lengths(
        Ratio.of(total, size),
        percentile(sorted, 50),
        percentile(sorted, 95),
        percentile(sorted, 99),
        sorted[size - 1],
        Tokens.of(total));
  }

  private static int percentile(int[] sorted, int percent) {
    int rank = (int) (((long) sorted.length * percent + 99) / 100);
    return sorted[rank - 1];
  }

  private static Knowable<Ratio> gapVariation(Trace trace) {
    int gaps = trace.size() - 1;
    if (gaps < 2 || trace.spanNanos() == 0) {
      return Knowable.unknown(NO_SPAN);
    }
    double mean = (double) trace.spanNanos() / gaps;
    double squares = 0;
    for (int i = 1; i <= gaps; i++) {
      double deviation = trace.arrivalNanos(i) - trace.arrivalNanos(i - 1) - mean;
      squares += deviation * deviation;
    }
    return Knowable.known(Ratio.ofMeasured(Math.sqrt(squares / gaps) / mean, 6));
  }

  private static Knowable<Ratio> peakToMean(Trace trace, long binNanos) {
    if (trace.size() < 2 || trace.periodNanos() < binNanos) {
      return Knowable.unknown(
          "the trace is shorter than one bin of " + binNanos / SECOND + " s or has one request");
    }
    long bin = -1;
    long inBin = 0;
    long peak = 0;
    for (int i = 0; i < trace.size(); i++) {
      long next = trace.arrivalNanos(i) / binNanos;
      inBin = next == bin ? inBin + 1 : 1;
      bin = next;
      peak = Math.max(peak, inBin);
    }
    return Knowable.known(
        Ratio.of(peak)
            .times(Ratio.of(trace.periodNanos(), binNanos))
            .dividedBy(Ratio.of(trace.size())));
  }

  private static Knowable<Ratio> dispersion(Trace trace, long binNanos) {
    long bins = trace.periodNanos() / binNanos;
    if (bins < FEWEST_BINS) {
      return Knowable.unknown(
          "the trace is shorter than %d bins of %d s".formatted(FEWEST_BINS, binNanos / SECOND));
    }
    long bin = -1;
    long inBin = 0;
    long counted = 0;
    long squares = 0;
    for (int i = 0; i < trace.size() && trace.arrivalNanos(i) / binNanos < bins; i++) {
      long next = trace.arrivalNanos(i) / binNanos;
      inBin = next == bin ? inBin + 1 : 1;
      bin = next;
      counted++;
      // n² is the sum of the first n odd numbers
      squares += 2 * inBin - 1;
    }
    Ratio mean = Ratio.of(counted, bins);
    return mean.signum() == 0
        ? Knowable.unknown("no request lies within a whole bin")
        : Knowable.known(Ratio.of(squares, counted).minus(mean));
  }

  private static Month month(Trace trace, Lengths input, Lengths output) {
    Ratio factor = Hours.MONTH.seconds().dividedBy(seconds(trace.periodNanos()));
    Ratio speed = trace.provenance().speed();
    return new Month(
        scaled(input.total(), factor),
        scaled(output.total(), factor),
        factor,
        "%s %s, assumed to repeat all month (%s h): times %s"
            .formatted(
                readable(speed.times(trace.periodNanos()).rounded().longValueExact()),
                trace.provenance().shaping().isPresent() ? "shaped" : "observed",
                Hours.MONTH,
                brief(factor.dividedBy(speed))));
  }

  private static Tokens scaled(Tokens tokens, Ratio factor) {
    return Tokens.of(Ratio.of(tokens.count()).times(factor).rounded().longValueExact());
  }

  private static Ratio seconds(long nanos) {
    return Ratio.of(nanos, SECOND);
  }

  /// `58 min`, `168 h`, `12 d`: the largest unit that leaves at least two of itself, rounded.
  static String readable(long nanos) {
    long[] units = {86_400 * SECOND, 3_600 * SECOND, 60 * SECOND, SECOND, 1_000_000};
    String[] names = {"d", "h", "min", "s", "ms"};
    for (int i = 0; i < units.length; i++) {
      if (nanos >= 2 * units[i]) {
        return Ratio.of(nanos, units[i]).rounded() + " " + names[i];
      }
    }
    return nanos + " ns";
  }

  private static String brief(Ratio factor) {
    BigDecimal decimal = factor.decimal(factor.compareTo(Ratio.of(100)) < 0 ? 2 : 0);
    BigDecimal shortened = decimal.scale() > 0 ? decimal.stripTrailingZeros() : decimal;
    return shortened
        .setScale(Math.max(0, shortened.scale()), RoundingMode.UNNECESSARY)
        .toPlainString();
  }
}
