package dev.breakeven.ask.agent;

import dev.breakeven.ask.agent.Figure.Unit;
import dev.breakeven.core.units.Ratio;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Figures in English words: `twelve thousand dollars`, `a third`, `twice`. `one` alone is none.
final class NumberWords {
  private static final List<String> SMALL =
      List.of(
          "zero",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");
  private static final List<String> TENS =
      List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
  private static final Map<String, Long> SIZES =
      Map.of(
          "hundred",
          100L,
          "thousand",
          1_000L,
          "million",
          1_000_000L,
          "billion",
          1_000_000_000L,
          "trillion",
          1_000_000_000_000L,
          "dozen",
          12L);
  private static final String WORD =
      "(?:"
          + String.join("|", SMALL)
          + "|"
          + String.join("|", TENS)
          + "|"
          + String.join("|", SIZES.keySet().stream().sorted().toList())
          + ")";
  private static final Pattern NUMBER =
      Pattern.compile(
          "\\b(?<number>(?:(?:a|an)\\s+)?"
              + WORD
              + "(?:[\\s-]+(?:and\\s+)?"
              + WORD
              + ")*)\\b"
              + "(?<unit>\\s+(?:percent|per cent|dollars?|usd|cents?))?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PART =
      Pattern.compile(
          "\\b(?:(?<count>a|an|one|two|three|four)[\\s-]+(?<of>thirds?|quarters?|fifths?|tenths?)"
              + "|(?<half>half)|(?<times>twice|thrice|doubled?|tripled?|\\w+fold))\\b(?![\\s-]+check)",
          Pattern.CASE_INSENSITIVE);

  private NumberWords() {}

  /// Those that do not overlap one of `digits`.
  static List<Figure> in(String text, List<Figure> digits) {
    List<Figure> found = new ArrayList<>();
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      found.add(part(parts));
    }
    Matcher numbers = NUMBER.matcher(text);
    while (numbers.find()) {
      if (isFigure(text, numbers) && free(found, numbers.start(), numbers.end())) {
        found.add(number(numbers));
      }
    }
    found.removeIf(one -> !free(digits, one.start(), one.end()));
    return found;
  }

  private static boolean free(List<Figure> others, int start, int end) {
    return others.stream().noneMatch(one -> one.start() < end && start < one.end());
  }

  /// `one of them` counts nothing, and neither does `per million`.
  private static boolean isFigure(String text, Matcher found) {
    String words = found.group("number").toLowerCase(Locale.ROOT);
    boolean bare = found.group("unit") == null;
    boolean per = text.substring(0, found.start()).stripTrailing().endsWith("per");
    return !(bare && words.equals("one")) && !(SIZES.containsKey(words) && bare) && !per;
  }

  private static Figure part(Matcher found) {
    String text = found.group();
    Ratio value = Ratio.of(1, 2);
    if (found.group("times") != null) {
      return Figure.verbatim(found.start(), found.end(), text);
    }
    if (found.group("of") != null) {
      String count = found.group("count").toLowerCase(Locale.ROOT);
      long below =
          switch (found.group("of").toLowerCase(Locale.ROOT).charAt(0)) {
            case 'q' -> 4;
            case 'f' -> 5;
            default -> found.group("of").toLowerCase(Locale.ROOT).startsWith("te") ? 10 : 3;
          };
      value = Ratio.of(Math.max(1, SMALL.indexOf(count)), below);
    }
    return new Figure(
        found.start(),
        found.end(),
        text,
        Unit.PERCENT,
        Figures.exact(text, value, Ratio.of(1, 200)),
        false);
  }

  private static Figure number(Matcher found) {
    String after = Objects.requireNonNullElse(found.group("unit"), "").strip();
    String unit = after.toLowerCase(Locale.ROOT);
    Ratio value = new Ratio(value(found.group("number")), BigInteger.ONE);
    boolean percent = unit.startsWith("per");
    boolean cents = unit.startsWith("cent");
    Ratio scaled = percent || cents ? value.dividedBy(Ratio.of(100)) : value;
    return new Figure(
        found.start(),
        found.end(),
        found.group(),
        percent ? Unit.PERCENT : unit.isEmpty() ? Unit.PLAIN : Unit.USD,
        Figures.exact(found.group(), scaled, Ratio.ZERO),
        false);
  }

  /// As English adds and multiplies: `two hundred and five thousand` is 205,000.
  private static BigInteger value(String words) {
    BigInteger whole = BigInteger.ZERO;
    BigInteger group = BigInteger.ZERO;
    for (String word : words.toLowerCase(Locale.ROOT).split("[\\s-]+")) {
      if (SMALL.contains(word)) {
        group = group.add(BigInteger.valueOf(SMALL.indexOf(word)));
      } else if (TENS.contains(word)) {
        group = group.add(BigInteger.valueOf(20 + 10L * TENS.indexOf(word)));
      } else if (SIZES.containsKey(word)) {
        BigInteger size = BigInteger.valueOf(Objects.requireNonNull(SIZES.get(word)));
        BigInteger times = group.max(BigInteger.ONE).multiply(size);
        boolean closes = size.compareTo(BigInteger.valueOf(1_000)) >= 0;
        whole = closes ? whole.add(times) : whole;
        group = closes ? BigInteger.ZERO : times;
      }
    }
    return whole.add(group);
  }
}
