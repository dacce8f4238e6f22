package dev.breakeven.catalog.external;

import dev.breakeven.catalog.external.Problem.Rule;
import dev.breakeven.catalog.format.JsonValue;
import dev.breakeven.catalog.format.Numerals;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads one price as exact decimal text, never through a floating-point number.
final class RateReader {
  /// Six decimals per million dollars: the finest rate that is kept.
  private static final int FINEST_SCALE = 6;

  private final Tally tally;
  private final int shift;

  /// `shift` is the power of ten that turns the file's unit into dollars per million tokens.
  RateReader(Tally tally, int shift) {
    this.tally = tally;
    this.shift = shift;
  }

  /// Millionths of a dollar per million tokens; zero stays zero, for the caller to judge.
  OptionalLong micros(JsonValue value, String subject) {
    Optional<String> digits = value.digits();
    if (digits.isEmpty()) {
      tally.add(Rule.BAD_NUMBER, subject);
      return OptionalLong.empty();
    }
    BigDecimal perMillion;
    try {
      perMillion = Numerals.decimal(digits.get()).movePointRight(shift);
    } catch (NumberFormatException e) {
      tally.add(Rule.BAD_NUMBER, subject);
      return OptionalLong.empty();
    }
    OptionalLong micros = Numerals.roundedMicros(perMillion);
    if (micros.isEmpty()) {
      tally.add(Rule.BAD_NUMBER, subject);
    } else if (perMillion.stripTrailingZeros().scale() > FINEST_SCALE) {
      tally.add(Rule.ROUNDED, subject + " " + perMillion.stripTrailingZeros().toPlainString());
    }
    return micros;
  }
}
