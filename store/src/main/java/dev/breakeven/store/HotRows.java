package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.LedgerWriter.Appended;
import dev.breakeven.core.ledger.Opening;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;

/// Loads hot segments into the tables `hot` and `correction` of a database.
///
/// An attempt that is known with the same tokens is passed over, so only revised ones occur twice;
/// of those the highest `seq` holds, and `stored` marks the ones whose first version is compacted.
final class HotRows {
  private final Duck duck;
  private final IdIndex index;
  private final Map<AttemptId, Opened> openings = new LinkedHashMap<>();
  private final Map<String, SegmentScan> scans = new LinkedHashMap<>();
  private long rows;
  private long repeated;
  private long revised;
  private long revisedStored;
  private long corrections;

  /// An opening and its line.
  record Opened(Opening opening, byte[] line) {}

  private HotRows(Duck duck, IdIndex index) {
    this.duck = duck;
    this.index = index;
  }

  /// `index` covers what is compacted, and afterwards the segments too.
  static HotRows load(Folder folder, List<String> segments, Duck duck, IdIndex index)
      throws IOException {
    duck.execute("CREATE TABLE hot (seq BIGINT, stored BOOLEAN, " + Column.definitions() + ")");
    duck.execute(
        "CREATE TABLE correction (request VARCHAR, attempt BIGINT, at_us BIGINT, seq BIGINT,"
            + " outcome VARCHAR, repriced BOOLEAN, cost_nanos BIGINT, unpriced VARCHAR,"
            + " cost_basis VARCHAR, price_version VARCHAR, gpu_nanos BIGINT, line VARCHAR)");
    HotRows loaded = new HotRows(duck, index);
    loaded.read(folder, segments);
    loaded.openings.keySet().removeIf(index::contains);
    return loaded;
  }

  private void read(Folder folder, List<String> segments) throws IOException {
    try (DuckDBAppender hot = duck.appender("hot");
        DuckDBAppender correction = duck.appender("correction")) {
      for (String segment : segments) {
        SegmentScan scan =
            SegmentScan.of(
                folder.file(segment),
                (line, bytes, from, to) -> {
                  switch (line.entry()) {
                    case Entry.Opened(Opening opening) ->
                        openings.put(
                            opening.id(),
                            new Opened(opening, java.util.Arrays.copyOfRange(bytes, from, to)));
                    case Entry.Completed completed -> add(completed.attempt(), hot);
                    case Entry.Corrected(Correction change) ->
                        add(
                            change,
                            new String(bytes, from, to - from, StandardCharsets.UTF_8),
                            correction);
                  }
                });
        scans.put(segment, scan);
      }
    } catch (java.sql.SQLException e) {
      throw Duck.failure(e);
    }
  }

  private void add(Attempt attempt, DuckDBAppender appender) {
    Appended admitted = index.admit(attempt.id(), attempt.metered());
    if (admitted == Appended.KNOWN) {
      repeated++;
      return;
    }
    boolean stored = false;
    if (admitted == Appended.REVISED) {
      revised++;
      stored = index.isStored(attempt.id());
      revisedStored += stored ? 1 : 0;
    }
    boolean replacesStored = stored;
    rows++;
    DuckCells.run(
        () -> {
          appender.beginRow();
          appender.append(rows);
          appender.append(replacesStored);
          AttemptCells.write(attempt, new DuckCells.Sink(appender));
          appender.endRow();
        });
  }

  private void add(Correction correction, String line, DuckDBAppender appender) {
    corrections++;
    DuckCells.Sink sink = new DuckCells.Sink(appender);
    DuckCells.run(
        () -> {
          appender.beginRow();
          AttemptCells.id(correction.id(), sink);
          appender.append(AttemptCells.micros(correction.at()));
          appender.append(corrections);
          change(correction.change(), sink);
          appender.append(line);
          appender.endRow();
        });
  }

  private static void change(Correction.Change change, DuckCells.Sink sink) {
    switch (change) {
      case Correction.Outcome(String text) -> {
        sink.text(Column.OUTCOME, text);
        DuckCells.run(() -> sink.appender().append(false));
        for (int i = 0; i < 5; i++) {
          DuckCells.run(sink.appender()::appendNull);
        }
      }
      case Correction.Repriced repriced -> {
        DuckCells.run(sink.appender()::appendNull);
        DuckCells.run(() -> sink.appender().append(true));
        AttemptCells.cost(repriced.cost(), sink);
        AttemptCells.gpuSeconds(repriced.gpuSeconds(), sink);
      }
    }
  }

  /// Attempts that no row ends.
  List<Opened> openings() {
    return List.copyOf(openings.values());
  }

  Map<String, SegmentScan> scans() {
    return scans;
  }

  /// Rows that say again what an earlier row says.
  long repeated() {
    return repeated;
  }

  /// Rows that give an attempt other tokens than an earlier row.
  long revised() {
    return revised;
  }

  long corrections() {
    return corrections;
  }

  /// Whether a row or a correction is about an attempt that may be compacted.
  boolean changesStored() {
    return revisedStored + corrections > 0;
  }

  /// SQL of what the hot rows and `dayFiles` hold together, each attempt once, corrections applied.
  String attempts(List<java.nio.file.Path> dayFiles) {
    String names = Column.names();
    String hot =
        "SELECT "
            + names
            + " FROM hot"
            + (revised == 0
                ? ""
                : " QUALIFY row_number() OVER (PARTITION BY request, attempt ORDER BY seq DESC) = 1");
    if (!dayFiles.isEmpty()) {
      hot =
          "SELECT "
              + names
              + " FROM "
              + Duck.parquet(dayFiles, "")
              + " c"
              + (revisedStored == 0
                  ? ""
                  : " WHERE NOT EXISTS (SELECT 1 FROM hot h WHERE h.stored AND h.request = c.request"
                      + " AND h.attempt = c.attempt)")
              + (rows == 0 ? "" : " UNION ALL (" + hot + ")");
    }
    return corrections == 0 ? hot : corrected(hot);
  }

  private static String corrected(String attempts) {
    return """
        SELECT %s FROM (
          SELECT a.* REPLACE (
            coalesce(f.outcome, a.outcome) AS outcome,
            CASE WHEN f.cost IS NULL THEN a.cost_nanos ELSE f.cost.cost_nanos END AS cost_nanos,
            CASE WHEN f.cost IS NULL THEN a.unpriced ELSE f.cost.unpriced END AS unpriced,
            CASE WHEN f.cost IS NULL THEN a.cost_basis ELSE f.cost.cost_basis END AS cost_basis,
            CASE WHEN f.cost IS NULL THEN a.price_version ELSE f.cost.price_version END
              AS price_version,
            coalesce(f.gpu_nanos, a.gpu_nanos) AS gpu_nanos)
          FROM (%s) a LEFT JOIN (
            SELECT request, attempt,
              max_by(outcome, o) FILTER (outcome IS NOT NULL) AS outcome,
              max_by({'cost_nanos': cost_nanos, 'unpriced': unpriced, 'cost_basis': cost_basis,
                'price_version': price_version}, o) FILTER (repriced) AS cost,
              max_by(gpu_nanos, o) FILTER (gpu_nanos IS NOT NULL) AS gpu_nanos
            FROM (SELECT *, row_number() OVER (ORDER BY at_us, seq) AS o FROM correction)
            GROUP BY request, attempt) f
          ON a.request = f.request AND a.attempt = f.attempt)"""
        .formatted(Column.names(), attempts);
  }
}
