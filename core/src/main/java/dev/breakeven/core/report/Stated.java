package dev.breakeven.core.report;

import dev.breakeven.core.units.Ratio;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A value that somebody states, as it is printed: `1.35`, `130M`, `44%`, `6-7` or words.
public sealed interface Stated {
  /// The text as stated.
  String text();

  /// What it is worth beside `computed`.
  Agreement beside(Computed computed);

  /// One number or, with `high` above `low`, a range. `half` is half a unit of the last printed
  /// place, and zero for a range: a computed value that rounds to the stated one agrees, unless the
  /// stated one is printed so coarsely that it is off by a tenth.
  record Amount(String text, Ratio low, Ratio high, Ratio half) implements Stated {
    private static final Ratio TENTH = Ratio.of(1, 10);

    @Override
    public Agreement beside(Computed computed) {
      return switch (computed) {
        case Computed.Nothing _ -> new Agreement.Unanswered();
        case Computed.Words _ -> new Agreement.Differs();
        case Computed.Amount(Ratio value) -> beside(value);
      };
    }

    private Agreement beside(Ratio value) {
      if (value.compareTo(low) >= 0 && value.compareTo(high) <= 0) {
        return new Agreement.Agrees();
      }
      boolean tooHigh = value.compareTo(low) < 0;
      Ratio nearest = tooHigh ? low : high;
      if (value.signum() <= 0 || nearest.signum() == 0) {
        return new Agreement.Differs();
      }
      Ratio stated = nearest.dividedBy(value);
      Ratio distance = tooHigh ? stated.minus(Ratio.ONE) : Ratio.ONE.minus(stated);
      if (distance.compareTo(TENTH) >= 0) {
        return new Agreement.Off(tooHigh ? stated : Ratio.ONE.dividedBy(stated), tooHigh);
      }
      Ratio gap = tooHigh ? nearest.minus(value) : value.minus(nearest);
      return gap.compareTo(half) <= 0
          ? new Agreement.Agrees()
          : new Agreement.Close(distance, tooHigh);
    }
  }

  /// A statement in words, such as `own GPUs` or `true`; compared without case.
  record Words(String text) implements Stated {
    @Override
    public Agreement beside(Computed computed) {
      return switch (computed) {
        case Computed.Nothing _ -> new Agreement.Unanswered();
        case Computed.Words(String other) when other.equalsIgnoreCase(text) ->
            new Agreement.Agrees();
        case Computed.Words _, Computed.Amount _ -> new Agreement.Differs();
      };
    }
  }

  /// Reads `text` as a number or a range where it is one, else as words. A unit after the end of a
  /// range is of both: `50-80%`, `100-500M`.
  static Stated parse(String text) {
    Matcher range = Numbers.RANGE.matcher(text.strip());
    if (!range.matches()) {
      return new Words(text);
    }
    if (range.group(2) == null) {
      return number(text, range.group(1));
    }
    String last = range.group(2);
    boolean unitOnce = Character.isDigit(range.group(1).charAt(range.group(1).length() - 1));
    String unit = last.substring(last.length() - 1).replaceAll("\\d", "");
    Amount low = number(text, range.group(1) + (unitOnce ? unit : ""));
    Amount high = number(text, last);
    return low.low.compareTo(high.high) <= 0
        ? new Amount(text, low.low, high.high, Ratio.ZERO)
        : new Words(text);
  }

  private static Amount number(String text, String written) {
    String digits = written.replace(",", "");
    char last = Character.toUpperCase(digits.charAt(digits.length() - 1));
    int at = "KMBT".indexOf(last);
    Ratio unit = at >= 0 ? Ratio.parse("1e" + 3 * (at + 1)) : Ratio.ONE;
    if (last == '%') {
      unit = Ratio.percent(1);
    }
    String bare = Character.isDigit(last) ? digits : digits.substring(0, digits.length() - 1);
    int point = bare.indexOf('.');
    int places = point < 0 ? 0 : bare.length() - point - 1;
    Ratio value = Ratio.parse(bare.toLowerCase(Locale.ROOT)).times(unit);
    Ratio half = unit.times(Ratio.of(1, 2)).times(Ratio.parse("1e-" + places));
    return new Amount(text, value, value, half);
  }

  /// How a stated number looks.
  final class Numbers {
    private static final String NUMBER = "(\\d[\\d,]{0,15}(?:\\.\\d{1,9})?[KMBT%]?)";
    private static final Pattern RANGE =
        Pattern.compile(NUMBER + "(?:-" + NUMBER + ")?", Pattern.CASE_INSENSITIVE);

    private Numbers() {}
  }
}
