package dev.breakeven.core.units;

/// A rent in whole nano-dollars an hour. Never negative. Immutable.
public record UsdPerHour(long nanos) implements Comparable<UsdPerHour> {
  public UsdPerHour {
    if (nanos < 0) {
      throw new IllegalArgumentException("usd per hour: " + nanos + " (expected: not negative)");
    }
  }

  /// Reads US dollars an hour, such as `2.50`; throws `NumberFormatException` otherwise.
  public static UsdPerHour parse(String decimal) {
    Usd usd = Usd.parse(decimal);
    if (usd.nanos() < 0) {
      throw new NumberFormatException("usd per hour: " + decimal + " (expected: not negative)");
    }
    return new UsdPerHour(usd.nanos());
  }

  public static UsdPerHour rounded(Ratio dollars) {
    return new UsdPerHour(Usd.rounded(dollars).nanos());
  }

  /// The rent for `hours`, rounded once, half-even, to a nano-dollar.
  public Usd times(Hours hours) {
    return new Usd(nanos).times(hours.value());
  }

  public UsdPerHour times(long count) {
    return new UsdPerHour(Math.multiplyExact(nanos, count));
  }

  public Ratio dollars() {
    return new Usd(nanos).dollars();
  }

  @Override
  public int compareTo(UsdPerHour other) {
    return Long.compare(nanos, other.nanos);
  }

  @Override
  public String toString() {
    return new Usd(nanos).toString();
  }
}
