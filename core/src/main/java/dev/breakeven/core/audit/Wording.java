package dev.breakeven.core.audit;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as evidence states them: no more exact than it is.
final class Wording {
  private static final String[] UNITS = {"K", "M", "B", "T"};

  private Wording() {}

  /// `2,920`, `12.40`, `0.0031`; the dollar sign is the sentence's.
  static String dollars(Usd usd) {
    BigDecimal value = usd.dollars().decimal(9);
    if (value.abs().compareTo(BigDecimal.valueOf(100)) >= 0) {
      return "%,.0f".formatted(value);
    }
    return value.signum() == 0 || value.abs().compareTo(BigDecimal.ONE) >= 0
        ? "%.2f".formatted(value)
        : value.round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  /// `420`, `58K`, `5.22B`: three digits.
  static String tokens(long count) {
    long size = 1;
    String unit = "";
    for (int i = 0; i < UNITS.length && count / size >= 1_000; i++) {
      size *= 1_000;
      unit = UNITS[i];
    }
    BigDecimal value = Ratio.of(count, size).decimal(3).round(new MathContext(3));
    return value.stripTrailingZeros().toPlainString() + unit;
  }
}
