package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;

/// What people cost: a share of a yearly salary, a month or a number of weeks at a time.
public final class Labour {
  private Labour() {}

  /// `fte` × salary / 12, rounded to a nano-dollar.
  public static Usd monthly(Ratio fte, Usd salaryPerYear) {
    return salaryPerYear.times(fte.dividedBy(Ratio.of(12)));
  }

  /// `weeks` × salary / 52, rounded to a nano-dollar.
  public static Usd weeks(Ratio weeks, Usd salaryPerYear) {
    return salaryPerYear.times(weeks.dividedBy(Ratio.of(52)));
  }
}
