package dev.breakeven.core.units;

/// A span of time in hours, exact. Projections use [#MONTH]; bills use their real hours.
public record Hours(Ratio value) {
  /// The month of every projection: 8,760 hours a year / 12. The only place this number stands.
  public static final Hours MONTH = of(730);

  public static final Hours DAY = of(24);

  public Hours {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("hours: " + value + " (expected: not negative)");
    }
  }

  public static Hours of(long hours) {
    return new Hours(Ratio.of(hours));
  }

  public static Hours ofSeconds(Ratio seconds) {
    return new Hours(seconds.dividedBy(Ratio.of(3600)));
  }

  public Ratio seconds() {
    return value.times(3600);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
