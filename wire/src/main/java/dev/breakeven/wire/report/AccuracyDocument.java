package dev.breakeven.wire.report;

import dev.breakeven.core.serving.calibration.Accuracy;
import dev.breakeven.core.serving.calibration.Measurement.Metric;
import java.io.Writer;
import java.util.List;
import java.util.Map;

/// The JSON of `lab accuracy` and `lab calibrate`.
public final class AccuracyDocument {
  private AccuracyDocument() {}

  /// `rows` are those of the file, `scored` those of them that some measurement stands for.
  public static void write(
      List<Accuracy.Scored> points,
      int rows,
      int scored,
      Map<String, Integer> skipped,
      Writer out) {
    JsonOut.write(
        out,
        json -> {
          metrics(json, "metrics", points);
          json.number("rows", (long) rows).number("scored", (long) scored);
          skipped(json, skipped);
        });
  }

  /// What a user's own points change.
  public static void writeRefit(
      List<Accuracy.Scored> before,
      List<Accuracy.Scored> after,
      Map<String, Integer> skipped,
      String written,
      Writer out) {
    JsonOut.write(
        out,
        json -> {
          metrics(json, "before", before);
          metrics(json, "after", after);
          json.number("points", (long) after.size());
          skipped(json, skipped);
          json.text("written", written);
        });
  }

  private static void metrics(JsonOut json, String key, List<Accuracy.Scored> points) {
    json.object(
        key,
        _ -> {
          for (Metric metric : Metric.values()) {
            Accuracy accuracy =
                Accuracy.of(
                    points.stream().filter(one -> one.measured().metric() == metric).toList());
            json.object(metric.key(), _ -> metric(json, accuracy));
          }
        });
  }

  private static void metric(JsonOut json, Accuracy accuracy) {
    json.number("n", (long) accuracy.points()).number("cells", (long) accuracy.cells());
    percent(json, "median_abs_pct", accuracy.median());
    percent(json, "median_of_cells_pct", accuracy.medianOfCells());
    percent(json, "p90_abs_pct", accuracy.p90());
  }

  private static void percent(JsonOut json, String key, double share) {
    if (Double.isNaN(share)) {
      json.none(key);
    } else {
      json.number(key, share * 100);
    }
  }

  private static void skipped(JsonOut json, Map<String, Integer> skipped) {
    json.array(
        "skipped",
        skipped.entrySet(),
        entry -> json.text("reason", entry.getKey()).number("n", (long) entry.getValue()));
  }
}
