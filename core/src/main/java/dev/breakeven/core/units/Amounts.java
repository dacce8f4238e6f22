package dev.breakeven.core.units;

import java.math.BigDecimal;
import java.math.MathContext;

/// How numbers look on a page: short, with a unit, never more exact than they are.
public final class Amounts {
  private Amounts() {}

  /// `$1,825`, `$12.40`, `$0.40`, `$0.0031`.
  public static String dollars(Usd usd) {
    BigDecimal value = usd.dollars().decimal(9);
    BigDecimal size = value.abs();
    if (size.signum() == 0) {
      return "$0";
    }
    if (size.compareTo(BigDecimal.valueOf(100)) >= 0) {
      return "$%,.0f".formatted(value);
    }
    if (size.compareTo(BigDecimal.ONE) >= 0) {
      return "$%,.2f".formatted(value);
    }
    BigDecimal cents = value.round(new MathContext(2)).stripTrailingZeros();
    return "$" + cents.setScale(Math.max(2, cents.scale())).toPlainString();
  }

  /// `420`, `58K`, `1.2M`, `13.6B`.
  public static String tokens(Tokens tokens) {
    long count = tokens.count();
    String[] units = {"T", "B", "M", "K"};
    long size = 1_000_000_000_000L;
    for (String unit : units) {
      if (count >= size) {
        BigDecimal value = Ratio.of(count, size).decimal(3).round(new MathContext(3));
        return value.stripTrailingZeros().toPlainString() + unit;
      }
      size /= 1000;
    }
    return Long.toString(count);
  }

  /// `1 call`, `1,204 calls`.
  public static String calls(long count) {
    return count == 1 ? "1 call" : "%,d calls".formatted(count);
  }

  /// `12 %`, `0.4 %`, `0.03 %`.
  public static String percent(double share) {
    BigDecimal value = BigDecimal.valueOf(share * 100).round(new MathContext(share < 0.1 ? 1 : 2));
    return value.stripTrailingZeros().toPlainString() + " %";
  }

  /// `450 ms`, `1.8 s`.
  public static String time(double seconds) {
    return seconds < 1 ? "%.0f ms".formatted(seconds * 1e3) : "%.1f s".formatted(seconds);
  }
}
