package dev.breakeven.core.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// An exact amount in pico-dollars as a signed 128-bit integer: tokens times a [TokenRate].
///
/// Sums of products of two longs fit as long as there are fewer than two of the very largest;
/// overflow throws `ArithmeticException`. Rounding to nano-dollars happens once, in [#times].
public record PicoUsd(long high, long low) {
  public static final PicoUsd ZERO = new PicoUsd(0, 0);
  private static final long PICOS_PER_NANO = 1000;

  public static PicoUsd product(Tokens tokens, TokenRate rate) {
    return product(tokens.count(), rate.picosPerToken());
  }

  /// `picos` pico-dollars, which holds up to 9.2 million dollars.
  public static PicoUsd of(long picos) {
    return new PicoUsd(picos >> 63, picos);
  }

  /// `dollars` rounded half-even to a pico-dollar; throws `ArithmeticException` beyond 128 bits.
  public static PicoUsd rounded(BigDecimal dollars) {
    BigInteger picos =
        dollars.setScale(12, RoundingMode.HALF_EVEN).movePointRight(12).toBigIntegerExact();
    return new PicoUsd(picos.shiftRight(64).longValueExact(), picos.longValue());
  }

  static PicoUsd product(long tokens, long picosPerToken) {
    return new PicoUsd(Math.multiplyHigh(tokens, picosPerToken), tokens * picosPerToken);
  }

  public PicoUsd plus(PicoUsd other) {
    long lowSum = low + other.low;
    long carry = Long.compareUnsigned(lowSum, low) < 0 ? 1 : 0;
    return new PicoUsd(Math.addExact(Math.addExact(high, other.high), carry), lowSum);
  }

  /// This amount times `multiplier`, rounded once, half-even, to a nano-dollar.
  public Usd times(Multiplier multiplier) {
    if (high == low >> 63) {
      long scaled = low * multiplier.numerator();
      long divisor = multiplier.denominator() * PICOS_PER_NANO;
      if (Math.multiplyHigh(low, multiplier.numerator()) == scaled >> 63
          && Math.multiplyHigh(multiplier.denominator(), PICOS_PER_NANO) == 0
          && divisor > 0) {
        return new Usd(divideHalfEven(scaled, divisor));
      }
    }
    return Usd.rounded(dollars().times(multiplier.toRatio()));
  }

  public Ratio dollars() {
    return new Ratio(toBigInteger(), BigInteger.TEN.pow(12));
  }

  /// The exact amount as nano-dollars would round, without a multiplier.
  public Usd rounded() {
    return times(Multiplier.ONE);
  }

  private static long divideHalfEven(long dividend, long divisor) {
    long quotient = Math.floorDiv(dividend, divisor);
    long remainder = dividend - quotient * divisor;
    long otherSide = divisor - remainder;
    boolean up = remainder > otherSide || (remainder == otherSide && (quotient & 1) == 1);
    return up ? quotient + 1 : quotient;
  }

  public BigInteger toBigInteger() {
    BigInteger unsignedLow = new BigInteger(Long.toUnsignedString(low));
    return BigInteger.valueOf(high).shiftLeft(64).add(unsignedLow);
  }

  /// The exact amount in dollars, such as `0.000000000001`.
  @Override
  public String toString() {
    BigDecimal decimal = new BigDecimal(toBigInteger(), 12).stripTrailingZeros();
    return (decimal.scale() < 0 ? decimal.setScale(0) : decimal).toPlainString();
  }
}
