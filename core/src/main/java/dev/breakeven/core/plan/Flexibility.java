package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.serving.sim.Deferral;
import dev.breakeven.core.units.Ratio;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What may come and go with the load: replicas rented by the hour beside a baseline, and requests
/// that can wait.
///
/// `coldStart` is from renting a replica until it takes requests; empty where nobody said, and then
/// nothing is rented so. A rented replica is paid for `minimumRental` at least. `deferrable` is a
/// share of requests; on own GPUs one waits for idle time until its `deadline` comes. `spot` are
/// offers that may be taken away, for those requests alone; `interruptionsPerMonth` is how often in
/// 730 hours, where the user said so.
public record Flexibility(
    Optional<Duration> coldStart,
    Duration minimumRental,
    Ratio deferrable,
    Duration deadline,
    List<GpuOffer> spot,
    Optional<Ratio> interruptionsPerMonth) {
  public static final Duration DAY = Duration.ofDays(1);

  static final long SEED = 1;
  private static final int RATE_DIGITS = 9;
  private static final Duration MOST = Duration.ofDays(31);

  public static final Flexibility NONE =
      new Flexibility(Optional.empty(), Duration.ZERO, Ratio.ZERO, DAY);

  /// Without spot offers.
  public Flexibility(
      Optional<Duration> coldStart, Duration minimumRental, Ratio deferrable, Duration deadline) {
    this(coldStart, minimumRental, deferrable, deadline, List.of(), Optional.empty());
  }

  public Flexibility {
    spot = List.copyOf(spot);
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

  /// How often in 730 hours a machine of `offer` is taken away: as the user says, else by the
  /// offer's own share of machines that a month loses, spread evenly. A share of all says no rate.
  Optional<Ratio> interruptions(GpuOffer offer) {
    return interruptionsPerMonth.or(
        () ->
            offer
                .interruptionRate()
                .filter(share -> share.compareTo(Ratio.ONE) < 0)
                .map(share -> Ratio.ofMeasured(-Math.log1p(-share.toDouble()), RATE_DIGITS)));
  }

  private static void require(String what, Duration time) {
    if (time.isNegative() || time.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: 0 to %d days)".formatted(what, time, MOST.toDays()));
    }
  }
}
