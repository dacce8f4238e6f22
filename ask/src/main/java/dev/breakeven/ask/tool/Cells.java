package dev.breakeven.ask.tool;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// How figures are written in cells: exact enough to be quoted, never in scientific notation.
final class Cells {
  static final String UNKNOWN = "unknown";

  private Cells() {}

  /// `12,345.67`; below a dollar three significant digits.
  static String usd(Usd usd) {
    return dollars(usd.dollars());
  }

  static String usd(Optional<Usd> usd) {
    return usd.map(Cells::usd).orElse(UNKNOWN);
  }

  static String dollars(Ratio dollars) {
    BigDecimal exact = dollars.decimal(12);
    boolean small = exact.abs().compareTo(BigDecimal.ONE) < 0 && exact.signum() != 0;
    return small
        ? exact.round(new MathContext(3)).stripTrailingZeros().toPlainString()
        : "%,.2f".formatted(dollars.decimal(2));
  }

  static String count(long count) {
    return "%,d".formatted(count);
  }

  /// `81.3 %` of `whole`; unknown where there is no whole.
  static String share(Usd part, Usd whole) {
    return whole.nanos() == 0 ? UNKNOWN : percent(part.over(whole));
  }

  static String percent(Ratio share) {
    return share.times(100).decimal(1) + " %";
  }

  static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
