package dev.breakeven.core.serving.sim;

import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Draw;

/// The provider takes rented replicas away, without notice and without memory: the time until it
/// does is exponential, `meanPicos` in the mean.
///
/// What such a replica had is lost; its requests start anew elsewhere and another replica is
/// started at once in its place. Each time is a hash of the seed, the replica and the number of its
/// rental.
public record Interruptions(long meanPicos, long seed) {
  private static final double HOUR_PICOS = 3_600e12;

  public Interruptions {
    if (meanPicos < 1) {
      throw new IllegalArgumentException(
          "mean time between interruptions: %d ps (expected: at least 1)".formatted(meanPicos));
    }
  }

  /// So many interruptions of one replica in 730 hours.
  public static Interruptions perMonth(Ratio rate, long seed) {
    return new Interruptions(
        (long) (HOUR_PICOS * Hours.MONTH.value().toDouble() / rate.toDouble()), seed);
  }

  /// The same where the time of a trace runs `speed` times as quick.
  public Interruptions quicker(double speed) {
    return new Interruptions(Math.max(1, Math.round(meanPicos / speed)), seed);
  }

  /// From the start of the `rental`-th rental of `replica` to its interruption; at least 1.
  long after(int replica, int rental) {
    double uniform =
        new Draw(seed).uniform(Draw.Purpose.INTERRUPT, ((long) replica << Integer.SIZE) + rental);
    return Math.max(1, (long) (-StrictMath.log(1 - uniform) * meanPicos));
  }
}
