package dev.breakeven.cli;

import dev.breakeven.core.budget.Baseline;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.wire.report.SpendFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// What `--baseline` names: nothing, a file, a period, or the one just before `span`.
record CheckBaseline(String text, CheckPeriod.Span span) {
  private static final String BETWEEN = "..";

  /// `usage` sums a span of the ledger by model.
  Optional<Baseline> read(Function<CheckPeriod.Span, UsageReport> usage) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.equals("previous")) {
      return Optional.of(period(previous(), usage));
    }
    int between = text.indexOf(BETWEEN);
    if (between < 1 || Files.exists(Path.of(text))) {
      return Optional.of(SpendFile.read(Path.of(text)));
    }
    String from = text.substring(0, between);
    String to = text.substring(between + BETWEEN.length());
    if (to.isEmpty()) {
      throw Common.usage("--baseline: '" + text + "'", "Write it as 2026-10-01..2026-11-01.");
    }
    return Optional.of(period(CheckPeriod.Span.of("--baseline", from, to), usage));
  }

  private CheckPeriod.Span previous() {
    if (span.from().isEmpty() || span.to().isEmpty()) {
      throw Common.usage(
          "--baseline previous needs a period with both ends", "Give --last, or --from and --to.");
    }
    Instant from = span.from().get();
    Duration length = Duration.between(from, span.to().get());
    return new CheckPeriod.Span(Optional.of(from.minus(length)), Optional.of(from));
  }

  private static Baseline period(
      CheckPeriod.Span span, Function<CheckPeriod.Span, UsageReport> usage) {
    Instant from = span.from().orElseThrow();
    Instant to = span.to().orElseThrow();
    return Baseline.ofModels("the same ledger", from, to, usage.apply(span));
  }
}
