package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.List;

/// What running GPUs costs besides rent, each with a default and a flag that changes it.
///
/// Defaults: 0.25 FTE at $200,000 a year (users asked for a visible labour line; published advice
/// spans 0.1 to 2 FTE); 1.5 weeks of set-up spread over 12 months and $500 a month of monitoring
/// and tooling (scenario C of "internal vs API", our study 001); one spare replica; no extras.
public record Assumptions(
    Ratio fte,
    Usd salaryPerYear,
    long tenants,
    Ratio setupWeeks,
    long setupMonths,
    Usd monitoringPerMonth,
    Redundancy redundancy,
    List<ExtraCost> extras) {
  public static final Assumptions DEFAULT =
      new Assumptions(
          Ratio.of(1, 4),
          Usd.ofDollars(200_000),
          1,
          Ratio.of(3, 2),
          12,
          Usd.ofDollars(500),
          Redundancy.N_PLUS_1);

  /// Without any extra cost.
  public Assumptions(
      Ratio fte,
      Usd salaryPerYear,
      long tenants,
      Ratio setupWeeks,
      long setupMonths,
      Usd monitoringPerMonth,
      Redundancy redundancy) {
    this(
        fte,
        salaryPerYear,
        tenants,
        setupWeeks,
        setupMonths,
        monitoringPerMonth,
        redundancy,
        List.of());
  }

  public Assumptions {
    extras = List.copyOf(extras);
    if (tenants < 1 || setupMonths < 1) {
      throw new IllegalArgumentException("tenants and setup months: at least 1");
    }
    if (fte.signum() < 0
        || salaryPerYear.nanos() < 0
        || setupWeeks.signum() < 0
        || monitoringPerMonth.nanos() < 0) {
      throw new IllegalArgumentException("fte, salary, setup weeks and monitoring: not negative");
    }
  }

  /// What is paid once, before the first month: the weeks of set-up and the extras that are so.
  public Usd once() {
    Usd total = Labour.weeks(setupWeeks, salaryPerYear);
    for (ExtraCost extra : extras) {
      total = extra.once() ? total.plus(extra.amount()) : total;
    }
    return total;
  }

  /// What of that a month carries.
  public Usd oncePerMonth() {
    return once().times(Ratio.of(1, setupMonths));
  }

  /// Capacity kept beyond what the traffic needs.
  public enum Redundancy {
    NONE("none"),
    N_PLUS_1("n+1"),
    DOUBLE("2x");

    private final String key;

    Redundancy(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }

    /// Spare replicas beside `needed` ones.
    long spare(long needed) {
      return switch (this) {
        case NONE -> 0;
        case N_PLUS_1 -> 1;
        case DOUBLE -> needed;
      };
    }
  }
}
