package dev.breakeven.core.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.LongSupplier;

/// An amount of US dollars in whole nano-dollars (billionths): exact, ±9.22 billion dollars.
///
/// Every operation that would leave the range throws [OutOfRange]. Immutable.
public record Usd(long nanos) implements Comparable<Usd> {
  private static final long NANOS_PER_DOLLAR = 1_000_000_000L;
  private static final BigInteger NANOS_PER_DOLLAR_BIG = BigInteger.valueOf(NANOS_PER_DOLLAR);

  public static final Usd ZERO = new Usd(0);

  /// An amount that these do not hold; a division by zero is another `ArithmeticException`.
  public static final class OutOfRange extends ArithmeticException {
    private static final long serialVersionUID = 1;

    private OutOfRange() {
      super("amount: over 9.2 billion dollars");
    }
  }

  private static Usd inRange(LongSupplier nanos) {
    try {
      return new Usd(nanos.getAsLong());
    } catch (ArithmeticException e) {
      throw new OutOfRange();
    }
  }

  public static Usd ofDollars(long dollars) {
    return inRange(() -> Math.multiplyExact(dollars, NANOS_PER_DOLLAR));
  }

  /// Reads a decimal amount such as `0.0544`.
  ///
  /// Throws `NumberFormatException` for anything finer than a nano-dollar or out of range.
  public static Usd parse(String decimal) {
    try {
      return new Usd(new BigDecimal(decimal.strip()).movePointRight(9).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new NumberFormatException(
          "usd: " + decimal + " (expected: such as 0.0544, at most 9 decimals, under 9.2 billion)");
    }
  }

  /// `dollars` rounded once, half-even, to a nano-dollar.
  public static Usd rounded(Ratio dollars) {
    BigInteger nanos = dollars.times(NANOS_PER_DOLLAR).rounded();
    return inRange(nanos::longValueExact);
  }

  public Usd plus(Usd other) {
    return inRange(() -> Math.addExact(nanos, other.nanos));
  }

  public Usd minus(Usd other) {
    return inRange(() -> Math.subtractExact(nanos, other.nanos));
  }

  public Usd times(long factor) {
    return inRange(() -> Math.multiplyExact(nanos, factor));
  }

  /// The product rounded once, half-even, to a nano-dollar.
  public Usd times(Ratio factor) {
    return rounded(dollars().times(factor));
  }

  public Ratio dollars() {
    return new Ratio(BigInteger.valueOf(nanos), NANOS_PER_DOLLAR_BIG);
  }

  /// How many times `other` this is; throws `ArithmeticException` when `other` is zero.
  public Ratio over(Usd other) {
    return Ratio.of(nanos, other.nanos);
  }

  /// The cost of one million of `tokens`; throws `ArithmeticException` for zero tokens.
  public UsdPerMtok per(Tokens tokens) {
    return new UsdPerMtok(dollars().times(Tokens.MILLION).dividedBy(Ratio.of(tokens.count())));
  }

  /// The rent that makes this amount in `hours`, rounded once, half-even, to a nano-dollar an hour.
  ///
  /// Throws `ArithmeticException` for zero hours.
  public UsdPerHour per(Hours hours) {
    return UsdPerHour.rounded(dollars().dividedBy(hours.value()));
  }

  @Override
  public int compareTo(Usd other) {
    return Long.compare(nanos, other.nanos);
  }

  /// The exact amount with at least two decimals: `1825.00`, `0.0544`.
  @Override
  public String toString() {
    BigDecimal decimal = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
    return (decimal.scale() < 2 ? decimal.setScale(2) : decimal).toPlainString();
  }
}
