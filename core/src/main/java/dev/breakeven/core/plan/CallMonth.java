package dev.breakeven.core.plan;

import dev.breakeven.core.ledger.CallLog;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;

/// The last month of a log of calls, as far as it goes back: what a projection rests on.
///
/// The 730 hours up to the last call, or all calls repeated until 730 hours are full. Less than a
/// day counts as a day: a short burst is no month of bursts. A sum of calls lasts until the next.
public final class CallMonth {
  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final long DAY_MICROS = 24 * HOUR_MICROS;
  private static final long MONTH_MICROS =
      Hours.MONTH.value().times(HOUR_MICROS).rounded().longValueExact();

  private final CallLog log;
  private final int[] calls;
  private final long lastMicros;
  private final long periodMicros;

  private CallMonth(CallLog log, int[] calls, long lastMicros, long periodMicros) {
    this.log = log;
    this.calls = calls;
    this.lastMicros = lastMicros;
    this.periodMicros = periodMicros;
  }

  /// `log` must have a call.
  public static CallMonth of(CallLog log) {
    long first = IntStream.range(0, log.size()).mapToLong(log::micros).min().orElseThrow();
    long last = IntStream.range(0, log.size()).mapToLong(log::micros).max().orElseThrow();
    boolean whole = last - first >= MONTH_MICROS;
    long from = whole ? last - MONTH_MICROS : first;
    int[] calls = IntStream.range(0, log.size()).filter(i -> log.micros(i) >= from).toArray();
    long period = whole ? MONTH_MICROS : Math.max(last - first + sumMicros(log, calls), DAY_MICROS);
    return new CallMonth(log, calls, last, period);
  }

  /// How long the last sum of calls goes on: to the next one, as far as there are several.
  private static long sumMicros(CallLog log, int[] calls) {
    long[] starts =
        IntStream.of(calls).filter(log::isSum).mapToLong(log::micros).sorted().distinct().toArray();
    return starts.length == 0
        ? 0
        : IntStream.range(1, starts.length)
            .mapToLong(i -> starts[i] - starts[i - 1])
            .min()
            .orElse(DAY_MICROS);
  }

  public CallLog log() {
    return log;
  }

  /// The rows of the log that are in it.
  public IntStream calls() {
    return IntStream.of(calls);
  }

  /// Those among them that are compared with other offers: the priced ones, or where none is
  /// priced all of known usage.
  IntStream compared() {
    boolean priced = calls().anyMatch(log::isPriced);
    return calls().filter(log::hasUsage).filter(i -> !priced || log.isPriced(i));
  }

  /// What was watched; the projection repeats it [#factor] times.
  public Hours period() {
    return new Hours(Ratio.of(periodMicros, HOUR_MICROS));
  }

  /// The time of the last call.
  public Instant to() {
    return Instant.EPOCH.plus(lastMicros, ChronoUnit.MICROS);
  }

  public Ratio factor() {
    return Ratio.of(MONTH_MICROS, periodMicros);
  }

  Usd perMonth(Usd observed) {
    return observed.times(factor());
  }

  Tokens perMonth(Tokens observed) {
    return Tokens.of(factor().times(observed.count()).rounded().longValueExact());
  }

  /// True when some of what is compared is a sum of calls, which do not say when they came.
  boolean hasSums() {
    return compared().anyMatch(log::isSum);
  }

  /// The calls as requests whose prompts are what no cache held: its part of the prefill is done
  /// once, wherever the model runs.
  Trace trace() {
    Trace.Builder builder = new Trace.Builder().period(periodMicros * 1000);
    compared()
        .forEach(
            i -> {
              Usage usage = log.usage(i);
              long fresh = usage.totalInput() - usage.cacheRead();
              builder.add(
                  Math.multiplyExact(log.micros(i), 1000L),
                  Math.toIntExact(fresh),
                  Math.toIntExact(usage.totalOutput()));
            });
    return builder.build(new Provenance.Observed("usage logs"));
  }
}
