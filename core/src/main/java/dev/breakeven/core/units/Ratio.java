package dev.breakeven.core.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;

/// An exact rational number of any size, always reduced, with a positive denominator.
///
/// Derived figures (a cost per million, a utilisation, a break-even volume) are ratios until they
/// are printed, so no rounding happens on the way. Immutable and thread-safe.
public record Ratio(BigInteger numerator, BigInteger denominator) implements Comparable<Ratio> {
  public static final Ratio ZERO = of(0);
  public static final Ratio ONE = of(1);

  public Ratio {
    Objects.requireNonNull(numerator, "numerator");
    if (denominator.signum() == 0) {
      throw new ArithmeticException("denominator: 0 (expected: not zero)");
    }
    if (denominator.signum() < 0) {
      numerator = numerator.negate();
      denominator = denominator.negate();
    }
    BigInteger divisor = numerator.gcd(denominator);
    if (!divisor.equals(BigInteger.ONE)) {
      numerator = numerator.divide(divisor);
      denominator = denominator.divide(divisor);
    }
  }

  public static Ratio of(long whole) {
    return new Ratio(BigInteger.valueOf(whole), BigInteger.ONE);
  }

  public static Ratio of(long numerator, long denominator) {
    return new Ratio(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  public static Ratio percent(long percent) {
    return of(percent, 100);
  }

  public static Ratio of(BigDecimal decimal) {
    return decimal.scale() > 0
        ? new Ratio(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()))
        : new Ratio(decimal.toBigIntegerExact(), BigInteger.ONE);
  }

  /// The measured or modelled quantity `value`, kept to `digits` decimal places.
  ///
  /// The one door from floating-point physics into exact arithmetic.
  public static Ratio ofMeasured(double value, int digits) {
    return of(BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN));
  }

  /// Reads `0.23`, `1/3` or `70%`.
  ///
  /// Throws `NumberFormatException` when the text is none of them, or has more than 40 digits.
  public static Ratio parse(String text) {
    String trimmed = text.strip();
    if (trimmed.length() > 40) {
      throw new NumberFormatException("number: longer than 40 characters");
    }
    int slash = trimmed.indexOf('/');
    if (slash >= 0) {
      Ratio below = parse(trimmed.substring(slash + 1));
      if (below.signum() == 0) {
        throw new NumberFormatException("number: divides by zero");
      }
      return parse(trimmed.substring(0, slash)).dividedBy(below);
    }
    if (trimmed.endsWith("%")) {
      return parse(trimmed.substring(0, trimmed.length() - 1)).dividedBy(of(100));
    }
    BigDecimal decimal = new BigDecimal(trimmed);
    if (Math.abs((long) decimal.scale()) > 40) {
      throw new NumberFormatException("number: exponent out of range");
    }
    return of(decimal);
  }

  public Ratio plus(Ratio other) {
    return new Ratio(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  public Ratio minus(Ratio other) {
    return plus(new Ratio(other.numerator.negate(), other.denominator));
  }

  public Ratio times(Ratio other) {
    return new Ratio(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  public Ratio times(long factor) {
    return times(of(factor));
  }

  /// Throws `ArithmeticException` when `other` is zero.
  public Ratio dividedBy(Ratio other) {
    return new Ratio(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
  }

  public int signum() {
    return numerator.signum();
  }

  /// The nearest whole number, ties to even.
  public BigInteger rounded() {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), 0, RoundingMode.HALF_EVEN)
        .toBigIntegerExact();
  }

  /// The smallest whole number not below this.
  public BigInteger ceiling() {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), 0, RoundingMode.CEILING)
        .toBigIntegerExact();
  }

  /// This number with `places` decimals, ties to even.
  public BigDecimal decimal(int places) {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), places, RoundingMode.HALF_EVEN);
  }

  public double toDouble() {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), java.math.MathContext.DECIMAL64)
        .doubleValue();
  }

  @Override
  public int compareTo(Ratio other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  /// Up to nine decimals without trailing zeros; `1/3` prints as `0.333333333`.
  @Override
  public String toString() {
    BigDecimal decimal = decimal(9).stripTrailingZeros();
    return (decimal.scale() < 0 ? decimal.setScale(0) : decimal).toPlainString();
  }
}
