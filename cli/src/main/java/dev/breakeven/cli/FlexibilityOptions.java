package dev.breakeven.cli;

import dev.breakeven.core.plan.Flexibility;
import dev.breakeven.core.units.Ratio;
import java.time.Duration;
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

  Flexibility flexibility() {
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
    return Common.parse(
        "--cold-start, --minimum-rental",
        coldStart + " " + minimumRental,
        _ -> new Flexibility(cold, minimum, share, time("--deadline", deadline)));
  }

  private static Duration time(String flag, String text) {
    return Duration.ofNanos(Common.picos(flag, text) / PICOS_PER_NANO);
  }
}
