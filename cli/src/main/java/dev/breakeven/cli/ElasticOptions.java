package dev.breakeven.cli;

import dev.breakeven.core.serving.sim.Autoscale;
import dev.breakeven.core.serving.sim.Cluster;
import dev.breakeven.core.serving.sim.Deferral;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.serving.sim.Interruptions;
import dev.breakeven.core.serving.sim.OnDemand;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Trace;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Replicas that come and go, and requests that can wait.
final class ElasticOptions {
  private static final long SEED = 1;
  private static final Ratio FULL = Ratio.percent(70);
  private static final Ratio MOST_A_MONTH = Ratio.of(43_800);

  @Option(
      names = "--max-replicas",
      description = "Rent up to so many in all, those beyond --replicas while there is load.")
  Optional<Integer> maxReplicas = Optional.empty();

  @Option(
      names = "--scale-target",
      paramLabel = "N",
      description =
          "Requests at hand that call for a replica each, and up to which deferrable ones fill it."
              + " Default 70%% of those that a full one runs at once.")
  Optional<Integer> target = Optional.empty();

  @Option(
      names = "--cold-start",
      paramLabel = "TIME",
      description = "From renting a replica until it takes requests, such as 3m: state your own.")
  String coldStart = "";

  @Option(
      names = "--minimum-rental",
      paramLabel = "TIME",
      description = "What a rented replica is paid for at least, such as 1h. Default none.")
  String minimumRental = "";

  @Option(
      names = "--interruptions-per-month",
      paramLabel = "RATE",
      description =
          "Rented replicas are spot: each is taken away so often in 730 hours; all are, without"
              + " --max-replicas.")
  String interruptions = "";

  @Option(
      names = "--deferrable",
      paramLabel = "SHARE",
      description = "This share of the requests waits for idle capacity, such as 30%%.")
  String deferrable = "";

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "Deferrable requests not begun by then go to a batch tier. Default 24h.")
  String deadline = "24h";

  /// `fixed` with what the flags say.
  Cluster of(Cluster fixed, Trace trace) {
    boolean spot = !interruptions.isEmpty();
    if (maxReplicas.isEmpty() && !spot && !(coldStart + minimumRental).isEmpty()) {
      throw Common.usage(
          "--cold-start or --minimum-rental without replicas that are rented",
          "Give --max-replicas, or --interruptions-per-month.");
    }
    Cluster cluster = fixed;
    if (maxReplicas.isPresent() || spot) {
      cluster = rented(fixed, target(fixed.engine(), trace));
    }
    if (deferrable.isEmpty()) {
      return cluster;
    }
    Ratio share = Common.parse("--deferrable", deferrable, Ratio::parse);
    int fill = target(fixed.engine(), trace);
    long until = Common.picos("--deadline", deadline);
    return cluster.with(
        Common.parse("--deferrable", deferrable, _ -> new Deferral(share, SEED, until, fill)));
  }

  private Cluster rented(Cluster fixed, int wanted) {
    if (coldStart.isEmpty()) {
      throw Common.usage(
          "replicas that are rented need the time from renting one until it takes requests",
          "Give --cold-start, such as 3m, as you measured it.");
    }
    int always = maxReplicas.isPresent() ? fixed.replicas() : 0;
    int more = maxReplicas.map(most -> most - fixed.replicas()).orElse(0);
    if (maxReplicas.isPresent() && (more < 1 || more > 10_000)) {
      throw Common.usage(
          "--max-replicas: %d with %d always on".formatted(maxReplicas.get(), always),
          "Give more than --replicas, up to 10000.");
    }
    OnDemand rented =
        new OnDemand(
            more > 0 ? Autoscale.upTo(more, wanted) : Autoscale.fixed(fixed.replicas()),
            Common.picos("--cold-start", coldStart),
            minimumRental.isEmpty() ? 0 : Common.picos("--minimum-rental", minimumRental),
            interruptions());
    return fixed.with(always, rented);
  }

  private Optional<Interruptions> interruptions() {
    if (interruptions.isEmpty()) {
      return Optional.empty();
    }
    Ratio rate = rate(interruptions);
    return rate.signum() == 0 ? Optional.empty() : Optional.of(Interruptions.perMonth(rate, SEED));
  }

  /// `--interruptions-per-month`, here and in `plan`.
  static Ratio rate(String text) {
    Ratio rate = Common.parse("--interruptions-per-month", text, Ratio::parse);
    if (rate.signum() < 0 || rate.compareTo(MOST_A_MONTH) > 0) {
      throw Common.usage("--interruptions-per-month: " + text, "Give 0 to 43800, one a minute.");
    }
    return rate;
  }

  private int target(Engine engine, Trace trace) {
    if (target.isPresent() && target.get() < 1) {
      throw Common.usage("--scale-target: " + target.get() + " requests", "Give at least 1.");
    }
    int batch = engine.capacity(trace).batch();
    return target.orElse((int) Math.max(1, Math.round(batch * FULL.toDouble())));
  }
}
