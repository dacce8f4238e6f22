package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/// Splits the rent of GPUs over one period among the calls that they served and idleness.
///
/// The GPUs are busy while at least one call runs. The busy part of the rent is shared in
/// proportion to how long each call ran, the rest is idle; shares and idle add up to the rent to
/// the last nano-dollar. Give every call to [#measure] in the order of their begin, then in the
/// same order to [#next]. Time outside the period does not count.
public final class Settlement {
  private final Instant from;
  private final Instant to;
  private final Hours gpuHours;
  private final Usd rent;
  private Instant busyUntil;
  private Duration busy = Duration.ZERO;
  private BigInteger ran = BigInteger.ZERO;
  private BigInteger shared = BigInteger.ZERO;

  /// A part of the rent and of the GPU time.
  public record Share(Usd usd, Ratio gpuSeconds) {}

  public Settlement(SettlementOrder order) {
    from = order.from();
    to = order.to();
    gpuHours = order.gpuHours();
    rent = order.rate().times(gpuHours);
    busyUntil = from;
  }

  public Usd rent() {
    return rent;
  }

  public void measure(Instant at, long millis) {
    Instant begin = later(at, from);
    Instant end = end(at, millis);
    if (begin.isBefore(end)) {
      ran = ran.add(nanos(Duration.between(begin, end)));
      Instant fresh = later(begin, busyUntil);
      if (fresh.isBefore(end)) {
        busy = busy.plus(Duration.between(fresh, end));
        busyUntil = end;
      }
    }
  }

  /// The share of the next call.
  public Share next(Instant at, long millis) {
    Instant begin = later(at, from);
    Instant end = end(at, millis);
    Ratio before = part(shared);
    if (begin.isBefore(end)) {
      shared = shared.add(nanos(Duration.between(begin, end)));
    }
    return between(before, part(shared));
  }

  /// What no call used.
  public Share idle() {
    return between(busyPart(), Ratio.ONE);
  }

  public Ratio busyPart() {
    return new Ratio(nanos(busy), nanos(Duration.between(from, to)));
  }

  private Ratio part(BigInteger upTo) {
    return ran.signum() == 0 ? Ratio.ZERO : busyPart().times(new Ratio(upTo, ran));
  }

  private Share between(Ratio low, Ratio high) {
    return new Share(
        rent.times(high).minus(rent.times(low)), gpuHours.seconds().times(high.minus(low)));
  }

  private Instant end(Instant at, long millis) {
    Instant end = at.plusMillis(millis);
    return end.isBefore(to) ? end : to;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static BigInteger nanos(Duration duration) {
    return BigInteger.valueOf(duration.getSeconds())
        .multiply(BigInteger.valueOf(1_000_000_000))
        .add(BigInteger.valueOf(duration.getNano()));
  }
}
