package dev.breakeven.ask.agent;

import dev.breakeven.ask.tool.Tool;
import dev.breakeven.core.audit.Redaction;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a model answered, with every figure struck out (`~~42~~`) that no query returned.
///
/// `figures` says where each of the others was returned.
public record CheckedAnswer(String text, Map<String, String> figures, List<String> struck) {
  private static final int LONGEST = 8_000;

  /// Marks that could split a figure or pass for being struck out.
  private static final Pattern MARKS =
      Pattern.compile("[*`]|~~+|~(?![$\\d])|(?<![\\p{L}\\d])_+|_+(?![\\p{L}\\d])");

  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}&&[^\\n]]");

  public CheckedAnswer {
    struck = List.copyOf(struck);
  }

  /// `cutOff` says that the answer has no end, so that a figure at its end may lack digits.
  static CheckedAnswer of(
      String question, String said, List<Tool.Answered> queries, boolean cutOff) {
    String text = plain(said);
    Evidence evidence = new Evidence(question, queries);
    Map<String, String> figures = new LinkedHashMap<>();
    List<String> struck = new ArrayList<>();
    StringBuilder checked = new StringBuilder();
    int from = 0;
    for (Figure figure : Figures.in(text)) {
      checked.append(text, from, figure.start());
      boolean torn = cutOff && figure.end() >= text.stripTrailing().length();
      Optional<String> where = torn ? Optional.empty() : evidence.of(figure);
      if (where.isEmpty()) {
        struck.add(figure.text());
        checked.append("~~").append(figure.text()).append("~~");
      } else {
        checked.append(figure.text());
        where.filter(place -> !place.isEmpty()).ifPresent(p -> figures.put(figure.text(), p));
      }
      from = figure.end();
    }
    checked.append(text.substring(from));
    return new CheckedAnswer(checked.toString(), figures, struck);
  }

  /// Without marks and invisible characters, digits of all scripts as ours, no longer than a page.
  private static String plain(String said) {
    String text = Normalizer.normalize(said, Normalizer.Form.NFKC);
    text = MARKS.matcher(INVISIBLE.matcher(text).replaceAll("")).replaceAll("");
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            point -> {
              int digit = Character.isDigit(point) ? Character.digit(point, 10) : -1;
              plain.appendCodePoint(digit >= 0 ? '0' + digit : point);
            });
    return plain.toString().strip();
  }

  /// A line of others for a terminal.
  static String line(String text) {
    return new Redaction(false).apply(text);
  }
}
