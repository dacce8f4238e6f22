package dev.breakeven.catalog.measured;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.serving.calibration.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Measured serving points of a file, read by written rules; a row that no rule covers is counted
/// by its reason.
///
/// Runs that every column describes alike but the page they stand on, with figures over
/// [#CONTRADICTION] times apart, differ in something the columns do not say; no model can tell them
/// apart, and all of them are skipped. Rows of one run that restate a figure (requests a second and
/// total tokens beside output tokens,
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

  private static final double CONTRADICTION = 2;
  private static final Set<String> UNDESCRIBING = Set.of("source_path", "metric", "value");

  public MeasuredFile {
    points = List.copyOf(points);
    skipped = java.util.Collections.unmodifiableMap(new TreeMap<>(skipped));
  }

  /// Reads `source` with the names of `market`.
  public static MeasuredFile read(SourceText source, Market market) {
    Map<String, Integer> skipped = new TreeMap<>();
    List<CsvRow> rows = Csv.readKnown(source, COLUMNS);
    Map<String, Map<String, List<MeasuredRow>>> described = new LinkedHashMap<>();
    MeasuredRow.Names names = new MeasuredRow.Names(market);
    for (CsvRow row : rows) {
      try {
        MeasuredRow read = MeasuredRow.of(row, names);
        described
            .computeIfAbsent(description(row, read), _ -> new LinkedHashMap<>())
            .computeIfAbsent(row.text("source_path"), _ -> new ArrayList<>())
            .add(read);
      } catch (SkippedException e) {
        skipped.merge(e.reason(), 1, Integer::sum);
      }
    }
    List<Measurement> points = new ArrayList<>();
    int scored = 0;
    for (Map<String, List<MeasuredRow>> runs : described.values()) {
      int mine = runs.values().stream().mapToInt(List::size).sum();
      List<Measurement> figures = runs.values().stream().map(MeasuredFile::plainest).toList();
      if (contradict(figures)) {
        skipped.merge("contradicted by another run of the same description", mine, Integer::sum);
      } else {
        points.addAll(figures);
        scored += mine;
      }
    }
    return new MeasuredFile(points, rows.size(), scored, skipped);
  }

  private static Measurement plainest(List<MeasuredRow> restated) {
    return restated.stream()
        .min(Comparator.comparingInt(MeasuredRow::rank))
        .orElseThrow()
        .measurement();
  }

  private static boolean contradict(List<Measurement> figures) {
    DoubleSummaryStatistics values =
        figures.stream().mapToDouble(Measurement::value).summaryStatistics();
    return values.getMax() > CONTRADICTION * values.getMin();
  }

  private static String description(CsvRow row, MeasuredRow read) {
    StringBuilder key = new StringBuilder();
    for (String column : COLUMNS) {
      if (!UNDESCRIBING.contains(column)) {
        key.append(row.text(column)).append('\u001f');
      }
    }
    return key.append(read.measurement().metric()).toString();
  }
}
