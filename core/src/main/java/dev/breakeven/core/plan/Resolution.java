package dev.breakeven.core.plan;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// The part of tasks that end resolved, 0 to 1: what a cost per task is divided by.
public record Resolution(Ratio share) {
  public Resolution {
    if (share.signum() < 0 || share.compareTo(Ratio.ONE) > 0) {
      throw new IllegalArgumentException("resolved: " + share + " (expected: 0 to 1)");
    }
  }

  /// USD a resolved task: `perTask / share`, rounded once; never when none is resolved.
  public Attainable<Usd> perResolved(Usd perTask) {
    return share.signum() == 0
        ? Attainable.never("no task is resolved")
        : Attainable.at(perTask.times(Ratio.ONE.dividedBy(share)));
  }
}
