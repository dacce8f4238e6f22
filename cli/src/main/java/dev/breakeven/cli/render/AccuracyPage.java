package dev.breakeven.cli.render;

import dev.breakeven.core.serving.calibration.Accuracy;
import dev.breakeven.core.serving.calibration.Accuracy.Scored;
import dev.breakeven.core.serving.calibration.Cell;
import dev.breakeven.core.serving.calibration.Load;
import dev.breakeven.core.serving.calibration.Measurement.Metric;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The page of `lab accuracy`, as text and as the Markdown of the reference page.
public final class AccuracyPage {
  private static final double WEAK = 0.25;

  private final List<Scored> points;
  private final int rows;
  private final int scored;
  private final Map<String, Integer> skipped;
  private final PrintWriter out;

  public AccuracyPage(
      List<Scored> points, int rows, int scored, Map<String, Integer> skipped, PrintWriter out) {
    this.points = points;
    this.rows = rows;
    this.scored = scored;
    this.skipped = skipped;
    this.out = out;
  }

  public void print() {
    out.printf(
        "%,d rows, %,d scored as %,d measurements; constants never saw the cell they are judged on%n",
        rows, scored, points.size());
    printMetrics();
  }

  /// The errors by metric, and what was skipped.
  public void printMetrics() {
    for (Metric metric : Metric.values()) {
      Accuracy accuracy = Accuracy.of(of(metric));
      if (accuracy.points() > 0) {
        out.printf(
            "  %-13s median %5.1f %%, of cells %5.1f %%, one in ten over %4.0f %%  (%,d in %,d cells)%n",
            metric.key(),
            accuracy.median() * 100,
            accuracy.medianOfCells() * 100,
            accuracy.p90() * 100,
            accuracy.points(),
            accuracy.cells());
      }
    }
    skipped.forEach((reason, n) -> out.printf("  skipped %,6d  %s%n", n, reason));
  }

  /// `source` names the measurements.
  public void printMarkdown(String source) {
    out.println("# Accuracy of the serving model");
    out.println();
    out.printf(
        "Errors of the closed form against %s: %,d rows, %,d of them scored as %,d measurements.%n",
        source, rows, scored, points.size());
    out.println(
        "A cell is model × GPU × precision × TP × engine. Cells fall into ten folds by name;");
    out.println("each is judged by constants fitted without any cell of its fold: the defaults");
    out.println(
        "times factors for the architecture, that on the engine, the precision, that on the");
    out.println(
        "GPU, and that on the engine. Rows of one run that restate a figure count once; runs");
    out.println("of one description that contradict each other over twofold are skipped. Time to");
    out.println("first token is a floor: no queue in it.");
    out.println("Written by `breakeven lab accuracy FILE.csv --markdown`.");
    out.println();
    out.println("| metric | n | cells | median % | median of cells % | p90 % |");
    out.println("|---|---|---|---|---|---|");
    for (Metric metric : Metric.values()) {
      line(metric.key(), of(metric));
    }
    groups(
        "GPU, precision and engine",
        cell -> "%s, %s, %s".formatted(cell.gpu(), cell.precision(), cell.engine()));
    groups("model and precision", cell -> cell.model() + ", " + cell.precision());
    out.println();
    out.println("## Skipped rows");
    out.println();
    out.println("| n | reason |");
    out.println("|---|---|");
    skipped.forEach((reason, n) -> out.printf("| %,d | %s |%n", n, reason));
  }

  private void groups(String title, Function<Cell, String> group) {
    Map<String, List<Scored>> groups = new TreeMap<>();
    for (Scored one : points) {
      if (one.measured().metric() != Metric.TTFT) {
        String name = group.apply(one.measured().cell()) + " | " + one.measured().metric().key();
        groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(one);
      }
    }
    out.println();
    out.println("## By " + title);
    out.println();
    out.println("| group | metric | n | cells | median % | p90 % | why over 25 % |");
    out.println("|---|---|---|---|---|---|---|");
    groups.forEach(
        (name, mine) -> {
          Accuracy accuracy = Accuracy.of(mine);
          out.printf(
              "| %s | %,d | %,d | %.1f | %.0f | %s |%n",
              name,
              accuracy.points(),
              accuracy.cells(),
              accuracy.median() * 100,
              accuracy.p90() * 100,
              accuracy.median() > WEAK ? why(mine) : "");
        });
  }

  /// What the figures themselves say of a weak group.
  private static String why(List<Scored> group) {
    double[] bias =
        group.stream()
            .mapToDouble(one -> one.predicted() / one.measured().value())
            .sorted()
            .toArray();
    double middle = bias[bias.length / 2];
    String direction = "predicted %.2f times the measured in the middle".formatted(middle);
    long fallbacks = group.stream().filter(one -> one.constants().startsWith("fallback")).count();
    if (fallbacks * 2 > group.size()) {
      return direction + "; no other cell of this GPU, precision and engine to learn from";
    }
    long bursts = group.stream().filter(one -> one.measured().load() instanceof Load.Burst).count();
    return bursts * 2 > group.size()
        ? direction + "; bursts of mixed lengths, whose mean alone is known"
        : direction + "; cells of the group disagree among themselves";
  }

  private void line(String name, List<Scored> mine) {
    Accuracy accuracy = Accuracy.of(mine);
    if (accuracy.points() > 0) {
      out.printf(
          "| %s | %,d | %,d | %.1f | %.1f | %.0f |%n",
          name,
          accuracy.points(),
          accuracy.cells(),
          accuracy.median() * 100,
          accuracy.medianOfCells() * 100,
          accuracy.p90() * 100);
    }
  }

  private List<Scored> of(Metric metric) {
    return points.stream().filter(one -> one.measured().metric() == metric).toList();
  }
}
