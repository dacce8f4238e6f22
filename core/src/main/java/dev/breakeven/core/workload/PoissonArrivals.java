package dev.breakeven.core.workload;

import java.util.Arrays;

/// Times of a Poisson process through the hours of a shape, given how many there are.
///
/// Given their number, the points of a Poisson process are independent draws from its envelope.
final class PoissonArrivals {
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private PoissonArrivals() {}

  /// Sorted nanoseconds from the start of `firstHour` of the week, within `hours` hours.
  static long[] through(Shape shape, int firstHour, int hours, int requests, Draw draw) {
    long[] upTo = new long[hours + 1];
    for (int hour = 0; hour < hours; hour++) {
      upTo[hour + 1] = upTo[hour] + shape.weight(firstHour + hour);
    }
    long[] arrivals = new long[requests];
    for (int i = 0; i < requests; i++) {
      double point = draw.uniform(Draw.Purpose.ARRIVAL, i) * upTo[hours];
      int hour = hourOf(point, upTo);
      double within = (point - upTo[hour]) / (upTo[hour + 1] - upTo[hour]);
      arrivals[i] = hour * HOUR_NANOS + (long) (within * HOUR_NANOS);
    }
    Arrays.sort(arrivals);
    return arrivals;
  }

  /// The hour whose stretch of the summed weights holds `point`; hours of no weight have none.
  private static int hourOf(double point, long[] upTo) {
    int low = 0;
    int high = upTo.length - 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (point < upTo[middle + 1]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
