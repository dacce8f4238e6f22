package dev.breakeven.web;

import java.util.ArrayList;
import java.util.List;

/// Where values lie on a line of a chart, from `start` to `end` in its units.
///
/// A logarithmic axis has ticks at powers of ten and, where few, twos and fives; a linear one at
/// round steps from zero on.
record Axis(double least, double most, boolean logarithmic, double start, double end) {
  private static final int TICKS = 5;
  private static final double FEW = 300;

  static Axis logarithmic(double least, double most, double start, double end) {
    return new Axis(least, most, true, start, end);
  }

  static Axis linear(double most, double start, double end) {
    return new Axis(0, most > 0 ? most : 1, false, start, end);
  }

  /// The place of `value`, kept on the axis.
  double at(double value) {
    double share =
        logarithmic
            ? Math.log(Math.max(value, least) / least) / Math.log(most / least)
            : (value - least) / (most - least);
    return start + Math.clamp(share, 0, 1) * (end - start);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      // few powers of ten leave room for twos and fives
      List<Integer> within = most / least < FEW ? List.of(1, 2, 5) : List.of(1);
      for (double power = Math.pow(10, Math.floor(Math.log10(least))); power <= most; power *= 10) {
        for (int times : within) {
          double tick = times * power;
          if (tick >= least && tick <= most) {
            ticks.add(tick);
          }
        }
      }
      return ticks;
    }
    double size = Math.pow(10, Math.floor(Math.log10(most / TICKS)));
    double step = size;
    for (double round : List.of(2.0, 5.0, 10.0)) {
      step = most / step > TICKS ? round * size : step;
    }
    for (int i = 0; i * step <= most; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
