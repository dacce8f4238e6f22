package dev.breakeven.cli;

import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageQuery.Dimension;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The period that a verb over the ledger looks at.
final class PeriodOptions {
  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "Begin of the period, a date or instant (UTC); default the first call.")
  String from = "";

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "End of the period, which is not part of it; default the last call.")
  String to = "";

  /// Throws `USAGE` for a period that is none.
  UsageQuery query(List<Dimension> by, boolean latency) {
    Optional<Instant> begin = instant("--from", from);
    Optional<Instant> end = instant("--to", to);
    if (begin.isPresent() && end.isPresent() && !begin.get().isBefore(end.get())) {
      throw Common.usage("--to: " + to + " is not after --from " + from, "Give a later date.");
    }
    return new UsageQuery(by, begin, end, latency);
  }

  private static Optional<Instant> instant(String flag, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Common.instant(flag, text));
  }
}
