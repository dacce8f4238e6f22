package dev.breakeven.core.serving.calibration;

import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.StepConstants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// How far predictions were off: errors as shares of what was measured.
///
/// `median` and `p90` are over points, `medianOfCells` over the medians of cells, so that a cell
/// with a long sweep counts once.
public record Accuracy(int points, int cells, double median, double medianOfCells, double p90) {

  /// A measurement and what was predicted for it, under the name of the constants.
  public record Scored(Measurement measured, double predicted, String constants) {
    public double error() {
      return Math.abs(predicted / measured.value() - 1);
    }
  }

  /// Each measurement predicted with the constants that `source` has for it.
  public static List<Scored> score(
      List<Measurement> points, Function<Measurement, ? extends ConstantsSource> source) {
    return points.stream()
        .map(
            point -> {
              StepConstants constants = source.apply(point).of(point.deployment());
              return new Scored(point, Prediction.of(point, constants), constants.name());
            })
        .toList();
  }

  /// The accuracy of `scored`, which may be empty: then all shares are NaN.
  public static Accuracy of(Collection<Scored> scored) {
    Map<Cell, List<Double>> byCell = new TreeMap<>();
    for (Scored one : scored) {
      byCell.computeIfAbsent(one.measured().cell(), _ -> new ArrayList<>()).add(one.error());
    }
    double[] all = sorted(scored.stream().mapToDouble(Scored::error).toArray());
    double[] cells =
        sorted(
            byCell.values().stream()
                .mapToDouble(
                    errors -> quantile(sorted(errors.stream().mapToDouble(e -> e).toArray()), 0.5))
                .toArray());
    return new Accuracy(
        all.length, cells.length, quantile(all, 0.5), quantile(cells, 0.5), quantile(all, 0.9));
  }

  private static double[] sorted(double[] values) {
    Arrays.sort(values);
    return values;
  }

  /// The share of `sorted` values below which `part` of them lie, between neighbours in proportion.
  static double quantile(double[] sorted, double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = part * (sorted.length - 1);
    int low = (int) Math.floor(place);
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  }
}
