package dev.breakeven.bench;

import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Writes the ledger of which the tools of an agent are asked: thirty days of calls of priced
/// models, evenly spread, compacted. The same for the same arguments.
public final class McpLedger {
  private static final int A_COMPACTION = 2_000_000;
  private static final long MONTH = Duration.ofDays(30).toMillis();
  private static final List<String> MODELS =
      List.of(
          "gpt-5.4-mini",
          "gpt-5.4",
          "gpt-4o",
          "gpt-4o-mini",
          "gpt-4.1",
          "gpt-4.1-mini",
          "o3",
          "o4-mini");

  private McpLedger() {}

  /// `FOLDER CALLS DAY`: so many calls in the thirty days before that day.
  public static void main(String[] args) {
    long calls = Long.parseLong(args[1]);
    Instant first =
        LocalDate.parse(args[2]).atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(MONTH);
    Ledger ledger = new Ledger(Path.of(args[0]), LedgerSettings.DEFAULT, Clock.systemUTC());
    for (long from = 0; from < calls; from += A_COMPACTION) {
      try (LedgerWriter writer = ledger.writer()) {
        for (long i = from; i < Math.min(calls, from + A_COMPACTION); i++) {
          writer.append(LedgerCalls.attempt(i, first.plusMillis(MONTH * i / calls), MODELS));
        }
      }
      ledger.compact();
    }
  }
}
