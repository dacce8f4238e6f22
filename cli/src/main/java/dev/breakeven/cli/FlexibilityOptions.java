package dev.breakeven.cli;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.plan.Flexibility;
import dev.breakeven.core.units.Ratio;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What may come and go with the load.
final class FlexibilityOptions {
  private static final long PICOS_PER_NANO = 1_000;

  @Option(
      names = "--cold-start",
      paramLabel = "TIME",
      description =
          "From renting a replica until it takes requests, such as 3m: state your own. Without it"
              + " no replicas on demand are tried beside a mix.")
  String coldStart = "";

  @Option(
      names = "--minimum-rental",
      paramLabel = "TIME",
      description = "What a replica on demand is paid for at least, such as 1h. Default none.")
  String minimumRental = "";

  @Option(
      names = "--deferrable",
      paramLabel = "SHARE",
      description =
          "This share of the requests can wait, such as 30%%: for an API's batch tier, or before"
              + " own GPUs of a mix until they are idle.")
  String deferrable = "";

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description =
          "How long they wait before own GPUs; then they go to the batch tier. Default 24h.")
  String deadline = "24h";

  @Option(
      names = "--interruptions-per-month",
      paramLabel = "RATE",
      description =
          "How often in 730 hours a machine on spot is taken away, such as 4; over what the catalog"
              + " says. With --deferrable and --cold-start, spot is tried for what can wait.")
  String interruptions = "";

  boolean isInterrupted() {
    return !interruptions.isEmpty();
  }

  /// `spot` are the offers that may be taken away.
  Flexibility flexibility(List<GpuOffer> spot) {
    if (coldStart.isEmpty() && !minimumRental.isEmpty()) {
      throw Common.usage(
          "--minimum-rental without replicas on demand",
          "Give --cold-start, such as 3m, as you measured it.");
    }
    Optional<Duration> cold =
        coldStart.isEmpty() ? Optional.empty() : Optional.of(time("--cold-start", coldStart));
    Duration minimum =
        minimumRental.isEmpty() ? Duration.ZERO : time("--minimum-rental", minimumRental);
    Ratio share =
        deferrable.isEmpty() ? Ratio.ZERO : ConstraintOptions.share("--deferrable", deferrable);
    if (!interruptions.isEmpty() && (share.signum() == 0 || coldStart.isEmpty())) {
      throw Common.usage(
          "--interruptions-per-month without requests that can wait, or without a cold start",
          "Give --deferrable, such as 30%, and --cold-start, such as 3m.");
    }
    Optional<Ratio> rate =
        interruptions.isEmpty()
            ? Optional.empty()
            : Optional.of(ElasticOptions.rate(interruptions));
    return Common.parse(
        "--cold-start, --minimum-rental",
        coldStart + " " + minimumRental,
        _ -> new Flexibility(cold, minimum, share, time("--deadline", deadline), spot, rate));
  }

  private static Duration time(String flag, String text) {
    return Duration.ofNanos(Common.picos(flag, text) / PICOS_PER_NANO);
  }
}
