package dev.breakeven.ask.agent;

import dev.breakeven.core.report.Agreement;
import dev.breakeven.core.report.Computed;
import dev.breakeven.core.report.Stated;
import dev.breakeven.core.units.Ratio;

/// A figure as a text states it, from character `start` to `end`: how much, of what, how exactly.
///
/// A `verbatim` one is a date or a name with digits in it, which is right or not as it stands.
record Figure(int start, int end, String text, Unit unit, Stated.Amount amount, boolean verbatim) {
  private static final int DIGITS_THAT_TELL = 3;

  /// What is counted. Another currency than ours is no unit that any query returns.
  enum Unit {
    USD,
    PERCENT,
    PLAIN,
    OTHER
  }

  static Figure verbatim(int start, int end, String text) {
    Stated.Amount none = new Stated.Amount(text, Ratio.ZERO, Ratio.ZERO, Ratio.ZERO);
    return new Figure(start, end, text, Unit.OTHER, none, true);
  }

  /// Whether `value` in `of` is this figure, rounded as it is stated. Without a unit it may be a
  /// sum or a share too, if it has enough digits to be told and they are all the same.
  boolean states(Ratio value, Unit of) {
    if (unit == Unit.OTHER || verbatim) {
      return false;
    }
    if (unit == of) {
      return amount.beside(new Computed.Amount(value)) instanceof Agreement.Agrees;
    }
    Ratio bare = of == Unit.PERCENT ? value.times(100) : value;
    return unit == Unit.PLAIN && digits() >= DIGITS_THAT_TELL && amount.low().equals(bare);
  }

  private int digits() {
    return text.replaceAll("\\D", "").replaceFirst("^0+", "").length();
  }
}
