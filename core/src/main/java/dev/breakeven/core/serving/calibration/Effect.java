package dev.breakeven.core.serving.calibration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What belonging to a scope does to the constants: a factor on each of [Constant], as logarithms,
/// and how far predictions in the scope were off.
public record Effect(List<Double> logs, Optional<Band> band) {
  /// Errors as shares: the median, and what one in ten exceeds.
  public record Band(double median, double p90) {
    Band wider(Band other) {
      return new Band(Math.max(median, other.median), Math.max(p90, other.p90));
    }
  }

  /// Changes nothing.
  public static final Effect NONE =
      new Effect(Collections.nCopies(Constant.COUNT, 0.0), Optional.empty());

  /// Throws `IllegalArgumentException` unless there is a finite number for each constant.
  public Effect {
    logs = List.copyOf(logs);
    if (logs.size() != Constant.COUNT || !logs.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "factors: %s (expected: %d finite ones)".formatted(logs, Constant.COUNT));
    }
  }

  public double factor(Constant constant) {
    return Math.exp(logs.get(constant.ordinal()));
  }

  /// Both, with the band of `other` if it has one.
  Effect and(Effect other) {
    List<Double> sums = new ArrayList<>();
    for (int i = 0; i < Constant.COUNT; i++) {
      sums.add(logs.get(i) + other.logs.get(i));
    }
    return new Effect(sums, other.band.or(() -> band));
  }

  Effect judged(Optional<Band> newBand) {
    return new Effect(logs, newBand);
  }

  void addTo(double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += logs.get(i);
    }
  }
}
