package dev.breakeven.core.serving.sim;

/// How many replicas are rented on demand: the rule of Kubernetes' horizontal autoscaler.
///
/// Every `everyPicos` it wants as many replicas as the requests at hand make at `target` each,
/// those always on counted, and from `min` to `max` of them on demand. It starts what is missing at
/// once. It gives up what is too much when no check of the last `stabilisationPicos` wanted it.
public record Autoscale(int min, int max, int target, long everyPicos, long stabilisationPicos) {
  private static final long SECOND = 1_000_000_000_000L;

  public Autoscale {
    if (min < 0 || max < Math.max(1, min) || max > 10_000) {
      throw new IllegalArgumentException(
          "replicas on demand: %d to %d (expected: 0 to 10,000, at least 1)".formatted(min, max));
    }
    if (target < 1) {
      throw new IllegalArgumentException("target: " + target + " requests (expected: at least 1)");
    }
    if (everyPicos < 1 || stabilisationPicos < 0) {
      throw new IllegalArgumentException(
          "checks every %d ps, stabilisation %d ps (expected: at least 1, 0)"
              .formatted(everyPicos, stabilisationPicos));
    }
  }

  /// Up to `max`, checked every 15 seconds and given up after five minutes, as Kubernetes does
  /// unless it is told otherwise.
  public static Autoscale upTo(int max, int target) {
    return new Autoscale(0, max, target, 15 * SECOND, 300 * SECOND);
  }

  /// Always `count`.
  public static Autoscale fixed(int count) {
    return new Autoscale(count, count, 1, SECOND, 0);
  }

  /// What a check wants when `present` requests are at hand and `always` replicas always on.
  int desired(long present, int always) {
    long all = present / target + (present % target == 0 ? 0 : 1);
    return Math.clamp(all - always, min, max);
  }
}
