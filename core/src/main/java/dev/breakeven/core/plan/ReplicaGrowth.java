package dev.breakeven.core.plan;

/// How many replicas a load needs: times the plan's own, one for that itself.
///
/// A replica carries `largestOfOne` at most, by the closed form. `beyond` are those that the
/// simulation takes more at a load of one: they stand against chance, which grows as the root of
/// the load (square-root staffing: Halfin and Whitt, Operations Research 29(3), 1981).
record ReplicaGrowth(double largestOfOne, long beyond) {
  private static final double ROUNDING = 1e-9;
  private static final int BISECTIONS = 60;

  /// That of a deployment which takes `replicas` at a load of one. Where these are fewer than the
  /// closed form says, each carries its part of that load.
  static ReplicaGrowth through(long replicas, double largestOfOne) {
    long beyond = replicas - new ReplicaGrowth(largestOfOne, 0).needed(1);
    return beyond >= 0
        ? new ReplicaGrowth(largestOfOne, beyond)
        : new ReplicaGrowth(Math.max(largestOfOne, 1.0 / replicas), 0);
  }

  long needed(double load) {
    return Math.max(1, (long) Math.ceil(load / largestOfOne - ROUNDING))
        + Math.round(beyond * Math.sqrt(load));
  }

  /// The largest load that `replicas` carry.
  double largestLoad(long replicas) {
    double high = replicas * largestOfOne;
    if (beyond == 0) {
      return high;
    }
    double low = 0;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (needed(middle) <= replicas) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
