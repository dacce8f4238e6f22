package dev.breakeven.catalog.measured;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.serving.calibration.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Measured serving points of a file, read by written rules; a row that no rule covers is counted
/// by
/// its reason.
///
/// Rows of one run that restate a figure (requests a second and total tokens beside output tokens,
/// a mean beside a median) are one measurement: the plainest of them, see [MeasuredRow].
public record MeasuredFile(
    List<Measurement> points, int rows, int scored, Map<String, Integer> skipped) {
  /// The columns every file has; others are not looked at.
  static final List<String> COLUMNS =
      List.of(
          "source",
          "source_path",
          "engine",
          "engine_version",
          "model",
          "quant",
          "gpu",
          "gpu_count",
          "tp",
          "pp",
          "isl",
          "osl",
          "concurrency_or_rate",
          "metric",
          "value");

  public MeasuredFile {
    points = List.copyOf(points);
    skipped = java.util.Collections.unmodifiableMap(new TreeMap<>(skipped));
  }

  /// Reads `source` with the names of `market`.
  public static MeasuredFile read(SourceText source, Market market) {
    Map<String, MeasuredRow> runs = new LinkedHashMap<>();
    Map<String, Integer> skipped = new TreeMap<>();
    List<CsvRow> rows = Csv.readKnown(source, COLUMNS);
    int scored = 0;
    MeasuredRow.Names names = new MeasuredRow.Names(market);
    for (CsvRow row : rows) {
      try {
        MeasuredRow read = MeasuredRow.of(row, names);
        scored++;
        runs.merge(run(row, read), read, (one, other) -> other.rank() < one.rank() ? other : one);
      } catch (SkippedException e) {
        skipped.merge(e.reason(), 1, Integer::sum);
      }
    }
    List<Measurement> points = new ArrayList<>();
    runs.values().forEach(row -> points.add(row.measurement()));
    return new MeasuredFile(points, rows.size(), scored, skipped);
  }

  private static String run(CsvRow row, MeasuredRow read) {
    StringBuilder key = new StringBuilder();
    for (String column : COLUMNS) {
      if (!column.equals("metric") && !column.equals("value")) {
        key.append(row.text(column)).append('\u001f');
      }
    }
    return key.append(read.measurement().metric()).toString();
  }
}
