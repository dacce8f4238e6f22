package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.usage.UsageReport;
import dev.breakeven.ingest.usage.mapped.ColumnMap;
import dev.breakeven.ingest.usage.source.SourceCount;
import dev.breakeven.store.Ledger;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads usage into a ledger, as `import` and `archive` do.
record LedgerImport(Wiring wiring, Optional<Path> folder, List<Path> prices, PrintWriter err) {
  /// Reads everything it can and says the rest on `err`; throws when there is nothing of use, with
  /// the remedy `whenEmpty` when there are no logs at all.
  ///
  /// May leave a compaction behind that goes on by itself.
  ImportPage run(List<String> inputs, Optional<ColumnMap> map, String whenEmpty) {
    Ledger ledger = wiring.ledger(folder);
    ImportPage page = read(ledger, inputs, map, whenEmpty);
    if (ledger.isDueForCompaction()) {
      wiring.compaction(folder).begin(ledger.compactionLog());
      err.println("note: the ledger is being compacted in the background");
    }
    return page;
  }

  private ImportPage read(
      Ledger ledger, List<String> inputs, Optional<ColumnMap> map, String whenEmpty) {
    try (ImportProgress progress = new ImportProgress(err, wiring.isWatched());
        ImportTally tally = new ImportTally(ledger::writer, wiring.seenCalls(), progress::row)) {
      UsageReport read =
          wiring.usage(wiring.catalog(prices), map).read(inputs, System.in, tally, progress);
      requireUse(read, whenEmpty);
      return new ImportPage(read, tally.bySource(), ledger.folder());
    } catch (ImportTally.NotWritten e) {
      throw e.problem();
    } catch (ArithmeticException e) {
      throw new BreakevenException(
          ErrorCode.TRAFFIC_OUT_OF_RANGE,
          "the amounts add up to more than 9.2 billion dollars",
          "",
          "Look for a column in another unit than dollars.");
    }
  }

  private static void requireUse(UsageReport read, String whenEmpty) {
    if (read.sources().isEmpty()) {
      if (read.unread().isEmpty()) {
        throw new BreakevenException(
            ErrorCode.INPUT_EMPTY, "there is no log file here", "", whenEmpty);
      }
      throw unread(read.unread().getFirst());
    }
    if (read.sources().stream().allMatch(LedgerImport::isUseless)) {
      Intake.Problem first = read.sources().getFirst().problems().getFirst();
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "no row can be used: " + first.reason(),
          first.first(),
          "Correct the rows, or name another file.");
    }
  }

  private static boolean isUseless(SourceCount count) {
    return count.rejected() > 0
        && count.calls() + count.sums() + count.withoutUsage() + count.invoiceLines() == 0;
  }

  private static BreakevenException unread(Intake.Problem problem) {
    ErrorCode code =
        problem.reason().startsWith("no such") || problem.reason().startsWith("no file")
            ? ErrorCode.FILE_MISSING
            : problem.reason().startsWith("no usage")
                ? ErrorCode.FORMAT_UNKNOWN
                : problem.reason().equals("empty")
                    ? ErrorCode.INPUT_EMPTY
                    : ErrorCode.FILE_UNREADABLE;
    String remedy =
        code == ErrorCode.FORMAT_UNKNOWN
            ? "Name its columns: --map at=COLUMN,model=COLUMN,input=COLUMN,output=COLUMN."
            : "Check the path and its permissions.";
    return new BreakevenException(code, problem.reason(), problem.first(), remedy);
  }
}
