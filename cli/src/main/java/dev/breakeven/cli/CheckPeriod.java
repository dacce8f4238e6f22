package dev.breakeven.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// The flags that name a span of time of the ledger.
final class CheckPeriod {
  private static final Pattern LAST = Pattern.compile("([1-9][0-9]{0,3})([hdw])");

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "Begin, a date or instant (UTC); default the first call.")
  String from = "";

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "End, which is not part of it; default the last call.")
  String to = "";

  @Option(
      names = "--last",
      paramLabel = "7d",
      description = "Instead of both: so many hours (h), days (d) or weeks (w) up to now.")
  String last = "";

  /// From the first moment in to the first moment out; open where empty.
  record Span(Optional<Instant> from, Optional<Instant> to) {
    static Span of(String flag, String from, String to) {
      Span span =
          new Span(
              from.isEmpty() ? Optional.empty() : Optional.of(Common.instant(flag, from)),
              to.isEmpty() ? Optional.empty() : Optional.of(Common.instant(flag, to)));
      if (span.from.isPresent()
          && span.to.filter(end -> !span.from.get().isBefore(end)).isPresent()) {
        throw Common.usage(
            "%s: %s is not before %s".formatted(flag, from, to), "Give a later end.");
      }
      return span;
    }
  }

  Span span(Instant now) {
    if (last.isEmpty()) {
      return Span.of(from.isEmpty() ? "--to" : "--from", from, to);
    }
    if (!(from + to).isEmpty()) {
      throw Common.usage("--last with --from or --to", "Give one or the other.");
    }
    Matcher matcher = LAST.matcher(last);
    if (!matcher.matches()) {
      throw Common.usage("--last: '" + last + "'", "Write it as 24h, 7d or 4w.");
    }
    Instant end = now.truncatedTo(ChronoUnit.SECONDS);
    long hours =
        Long.parseLong(matcher.group(1))
            * switch (matcher.group(2)) {
              case "h" -> 1;
              case "d" -> 24;
              default -> 7 * 24;
            };
    Duration length = Duration.ofHours(hours);
    return new Span(Optional.of(end.minus(length)), Optional.of(end));
  }
}
