package dev.breakeven.ask.agent;

import dev.breakeven.ask.agent.Figure.Unit;
import dev.breakeven.core.report.Stated;
import dev.breakeven.core.units.Ratio;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the figures in a text: numbers in digits with their units, in English words, dates, and
/// names with digits. Marks of lists (`1.`) are none.
///
/// Signs are not looked at. `about 12,000` is as exact as its digits before the zeros, at least
/// two of them.
final class Figures {
  private static final Pattern NUMBER =
      Pattern.compile("\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?");
  private static final String SIZE =
      "(?:[kKmMbBtT]|bn|[ -]?(?i:thousand|million|billion|trillion))(?![\\w])";
  private static final String UNIT =
      "\\s?%|[ -](?i:percent(?:age points?)?|per cent|usd|(?:us )?dollars?|cents?|euros?|pounds?)\\b";
  private static final Pattern FOUND =
      Pattern.compile(
          "(?<date>\\b\\d{4}-\\d{2}-\\d{2}(?:T[\\d:.]+Z?)?)"
              + "|(?<![\\p{L}\\d])(?<name>(?!(?i:usd|us\\$|eur|gbp)[-_ ]?\\d)"
              + "\\p{L}[\\p{L}\\d_.:/-]*\\d[\\p{L}\\d_:/+-]*(?:[.][\\p{L}\\d_:/+-]+)*)"
              + "|(?<about>(?i:\\b(?:about|around|approximately|roughly|some|nearly|almost)\\s+)|[~≈]\\s?)?"
              + "(?<money>(?:US)?\\$\\s?|(?i:usd|eur|gbp)\\s?|[€£¥]\\s?)?"
              + "(?<number>(?>\\d+(?:[.,]\\d+)*))(?<size>"
              + SIZE
              + ")?(?<unit>"
              + UNIT
              + ")?(?![\\p{L}\\d])"
              + "|(?<rest>[\\p{N}][\\p{L}\\p{N}_.,:/+-]*)");
  private static final Pattern LIST_MARK = Pattern.compile("(?m)^\\s*(\\d{1,2})[.)](?=\\s)");

  private static final Pattern CENTS = Pattern.compile("[ -](?i:cents?)");

  private Figures() {}

  /// In the order in which they stand; none overlaps another.
  static List<Figure> in(String text) {
    List<Figure> found = new ArrayList<>();
    List<Integer> marks = new ArrayList<>();
    Matcher mark = LIST_MARK.matcher(text);
    while (mark.find()) {
      marks.add(mark.start(1));
    }
    Matcher matcher = FOUND.matcher(text);
    while (matcher.find()) {
      if (!marks.contains(matcher.start())) {
        found.add(figure(matcher));
      }
    }
    found.addAll(NumberWords.in(text, found));
    found.sort((one, other) -> Integer.compare(one.start(), other.start()));
    return found;
  }

  private static Figure figure(Matcher found) {
    String number = orEmpty(found.group("number"));
    if (!NUMBER.matcher(number).matches()) {
      return Figure.verbatim(found.start(), found.end(), found.group());
    }
    String about = found.group("about");
    int start = about == null ? found.start() : found.end("about");
    String text = found.group().substring(start - found.start());
    Unit unit = unit(orEmpty(found.group("money")), orEmpty(found.group("unit")));
    boolean cents = CENTS.matcher(orEmpty(found.group("unit"))).matches();
    Stated.Amount amount =
        amount(
            text,
            new BigDecimal(number.replace(",", "")),
            exponent(orEmpty(found.group("size"))) - (cents || unit == Unit.PERCENT ? 2 : 0),
            about != null);
    return new Figure(start, found.end(), text, unit, amount, false);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Unit unit(String money, String unit) {
    String after = unit.strip().toLowerCase(Locale.ROOT);
    String before = money.strip().toUpperCase(Locale.ROOT);
    if (!before.isEmpty()) {
      return before.endsWith("$") || before.equals("USD") ? Unit.USD : Unit.OTHER;
    }
    if (after.startsWith("%") || after.startsWith("per")) {
      return Unit.PERCENT;
    }
    if (after.isEmpty()) {
      return Unit.PLAIN;
    }
    return after.startsWith("euro") || after.startsWith("pound") ? Unit.OTHER : Unit.USD;
  }

  private static int exponent(String size) {
    String word = size.strip().toLowerCase(Locale.ROOT).replace("-", "");
    if (word.isEmpty()) {
      return 0;
    }
    return switch (word.charAt(0)) {
      case 'k' -> 3;
      case 'm' -> 6;
      case 'b' -> 9;
      default -> word.startsWith("th") ? 3 : 12;
    };
  }

  /// `digits` times ten to the power of `exponent`, exact to half a unit of its last place.
  private static Stated.Amount amount(String text, BigDecimal digits, int exponent, boolean about) {
    int places = digits.scale();
    if (about && places == 0) {
      BigDecimal stripped = digits.stripTrailingZeros();
      places = stripped.scale() + (stripped.precision() < 2 ? 1 : 0);
      places = Math.min(places, 0);
    }
    Ratio value = Ratio.of(digits.scaleByPowerOfTen(exponent));
    Ratio half = Ratio.of(new BigDecimal("0.5").scaleByPowerOfTen(exponent - places));
    return new Stated.Amount(text, value, value, half);
  }

  /// A whole figure in words.
  static Stated.Amount exact(String text, Ratio value, Ratio half) {
    return new Stated.Amount(text, value, value, half);
  }
}
