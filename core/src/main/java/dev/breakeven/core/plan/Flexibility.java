package dev.breakeven.core.plan;

import dev.breakeven.core.serving.sim.Deferral;
import dev.breakeven.core.units.Ratio;
import java.time.Duration;
import java.util.Optional;

/// What may come and go with the load: replicas rented by the hour beside a baseline, and requests
/// that can wait.
///
/// `coldStart` is from renting a replica until it takes requests; empty where nobody said, and then
/// nothing is rented so. A rented replica is paid for `minimumRental` at least. `deferrable` is a
/// share of requests; on own GPUs one waits for idle time until its `deadline` comes.
public record Flexibility(
    Optional<Duration> coldStart, Duration minimumRental, Ratio deferrable, Duration deadline) {
  public static final Duration DAY = Duration.ofDays(1);

  private static final long SEED = 1;
  private static final Duration MOST = Duration.ofDays(31);

  public static final Flexibility NONE =
      new Flexibility(Optional.empty(), Duration.ZERO, Ratio.ZERO, DAY);

  public Flexibility {
    require("cold start", coldStart.orElse(Duration.ZERO));
    require("minimum rental", minimumRental);
    require("deadline", deadline);
    if (deferrable.signum() < 0 || deferrable.compareTo(Ratio.ONE) > 0) {
      throw new IllegalArgumentException("deferrable: " + deferrable + " (expected: 0 to 1)");
    }
  }

  /// Which of `requests` can wait.
  boolean[] waiting(int requests) {
    return deferral(1, 1).marks(requests);
  }

  /// Those wait until `deadlinePicos` before replicas that have `fill` requests.
  Deferral deferral(long deadlinePicos, int fill) {
    return new Deferral(deferrable, SEED, deadlinePicos, fill);
  }

  private static void require(String what, Duration time) {
    if (time.isNegative() || time.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: 0 to %d days)".formatted(what, time, MOST.toDays()));
    }
  }
}
