package dev.breakeven.core.serving.sim;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Draw;

/// A share of the requests can wait, and fills what the others leave idle.
///
/// Which ones is a hash of the seed and the request's place in the trace. They wait before the
/// replicas and are sent to one only while it has fewer than `fill` outstanding requests and while
/// the prompts that it has still to read, this one included, fit into one step. They call for no
/// further replica. One that has not been sent when `deadlinePicos` have passed goes to an API's
/// batch tier.
public record Deferral(Ratio share, long seed, long deadlinePicos, int fill) {
  static final Deferral NONE = new Deferral(Ratio.ZERO, 0, Long.MAX_VALUE, 1);

  public Deferral {
    if (share.signum() < 0 || share.compareTo(Ratio.ONE) > 0) {
      throw new IllegalArgumentException("deferrable: " + share + " (expected: 0 to 1)");
    }
    if (deadlinePicos < 1 || fill < 1) {
      throw new IllegalArgumentException(
          "deadline %d ps, fill %d (expected: at least 1)".formatted(deadlinePicos, fill));
    }
  }

  /// Whether each of `requests` can wait.
  public boolean[] marks(int requests) {
    Draw draw = new Draw(seed);
    double limit = share.toDouble();
    boolean[] marks = new boolean[requests];
    for (int i = 0; i < requests; i++) {
      marks[i] = draw.uniform(Draw.Purpose.DEFER, i) < limit;
    }
    return marks;
  }
}
