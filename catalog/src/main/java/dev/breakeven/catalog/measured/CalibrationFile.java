package dev.breakeven.catalog.measured;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.serving.calibration.Calibration;
import dev.breakeven.core.serving.calibration.Calibrator.Fitted;
import dev.breakeven.core.serving.calibration.Constant;
import dev.breakeven.core.serving.calibration.Effect;
import dev.breakeven.core.serving.calibration.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Fitted factors as a table: a row a scope, a blank part for all. The constants of a deployment
/// are the defaults times the factors of every row that it matches.
///
/// `calibration.csv` is what verbs use; `calibration-folds.csv` has the same with whole cells left
/// out, by fold, so that `lab accuracy` never judges a cell by constants that have seen it.
public final class CalibrationFile {
  public static final String BUNDLED = "calibration.csv";
  public static final String BUNDLED_FOLDS = "calibration-folds.csv";

  private static final double MOST_FACTOR = 1000;
  private static final String FOLD = "fold";
  private static final List<String> SCOPE = List.of("architecture", "gpu", "precision", "engine");

  private CalibrationFile() {}

  /// What ships with the program.
  public static Calibration bundled() {
    return new Calibration(rows(resource(BUNDLED)).getOrDefault(0, Map.of()));
  }

  /// What ships, with the calibrations that leave a fold out.
  public static Fitted bundledFolds() {
    List<Calibration> folds = new ArrayList<>();
    rows(resource(BUNDLED_FOLDS)).values().forEach(one -> folds.add(new Calibration(one)));
    return new Fitted(bundled(), folds);
  }

  /// `bundled` with the scopes of a user's file over it.
  public static Calibration over(Calibration bundled, SourceText source) {
    return bundled.with(rows(source).getOrDefault(0, Map.of()));
  }

  private static SourceText resource(String name) {
    try (InputStream stream =
        CalibrationFile.class.getResourceAsStream("/dev/breakeven/catalog/data/" + name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not in the catalog");
      }
      return SourceText.decode(name, stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Integer, Map<Scope, Effect>> rows(SourceText source) {
    Map<Integer, Map<Scope, Effect>> folds = new TreeMap<>();
    for (CsvRow row : Csv.read(source, columns(), List.of(FOLD))) {
      Scope scope =
          new Scope(
              row.text("architecture"), row.text("gpu"), row.text("precision"), row.text("engine"));
      folds.computeIfAbsent(row.countOr(FOLD, 0), _ -> new TreeMap<>()).put(scope, effect(row));
    }
    return folds;
  }

  private static Effect effect(CsvRow row) {
    List<Double> logs = new ArrayList<>();
    for (Constant constant : Constant.values()) {
      double factor = decimal(row, constant.column());
      if (!(factor >= 1 / MOST_FACTOR && factor <= MOST_FACTOR)) {
        throw row.wrong(
            constant.column(), row.text(constant.column()), "a factor from 0.001 to 1000");
      }
      logs.add(Math.log(factor));
    }
    return new Effect(
        logs,
        row.text("median_error").isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Effect.Band(decimal(row, "median_error"), decimal(row, "p90_error"))));
  }

  private static double decimal(CsvRow row, String column) {
    String text = row.required(column);
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // answered below with what was expected
    }
    throw row.wrong(column, text, "a number, not negative");
  }

  private static List<String> columns() {
    List<String> columns = new ArrayList<>(SCOPE);
    for (Constant constant : Constant.values()) {
      columns.add(constant.column());
    }
    columns.add("median_error");
    columns.add("p90_error");
    return columns;
  }

  /// The text of `calibration.csv`, or of a user's file.
  public static String text(Map<Scope, Effect> byScope) {
    StringBuilder text = new StringBuilder(String.join(",", columns())).append('\n');
    append(text, "", byScope);
    return text.toString();
  }

  /// The text of `calibration-folds.csv`.
  public static String foldsText(List<Calibration> folds) {
    StringBuilder text =
        new StringBuilder(FOLD).append(',').append(String.join(",", columns())).append('\n');
    for (int i = 0; i < folds.size(); i++) {
      append(text, i + ",", folds.get(i).byScope());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String prefix, Map<Scope, Effect> byScope) {
    byScope.forEach(
        (scope, effect) -> {
          text.append(prefix).append(scope.architecture()).append(',').append(scope.gpu());
          text.append(',').append(scope.precision()).append(',').append(scope.engine());
          for (Constant constant : Constant.values()) {
            text.append(String.format(Locale.ROOT, ",%.4g", effect.factor(constant)));
          }
          text.append(
              effect
                  .band()
                  .map(b -> String.format(Locale.ROOT, ",%.3f,%.3f", b.median(), b.p90()))
                  .orElse(",,"));
          text.append('\n');
        });
  }
}
