package dev.breakeven.ingest.trace.format;

import dev.breakeven.ingest.text.CsvFields;
import dev.breakeven.ingest.text.JsonLines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// An early line of a file: what formats are told apart by.
///
/// `names` are the keys of a JSON object as far as it can be read, or the fields of a CSV line.
public record Sample(String text, boolean json, List<String> names) {
  private static final int MAX_NAMES = 200;
  private static final int MAX_SHOWN = 120;

  public Sample {
    names = List.copyOf(names);
  }

  public static Sample of(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8).strip();
    return text.startsWith("{")
        ? new Sample(text, true, keys(line))
        : new Sample(text, false, columns(line));
  }

  /// Where the column `name` stands; throws `IllegalArgumentException` when there is none.
  public int column(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("column: no " + name + " (expected: in " + names + ")");
    }
    return index;
  }

  /// The names on one line, shortened and without control characters, to show to a user.
  public String shown() {
    String all = names.isEmpty() ? text : String.join(json ? ", " : ",", names);
    StringBuilder shown = new StringBuilder();
    all.codePoints()
        .limit(MAX_SHOWN)
        .map(c -> Character.isISOControl(c) || c == 0xFFFD ? '?' : c)
        .forEach(shown::appendCodePoint);
    return all.codePointCount(0, all.length()) > MAX_SHOWN ? shown + "…" : shown.toString();
  }

  private static List<String> columns(byte[] line) {
    CsvFields fields = new CsvFields();
    fields.split(line, 0, line.length);
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < fields.count() && i < CsvFields.MAX_FIELDS; i++) {
      int from = fields.start(i);
      columns.add(new String(line, from, fields.end(i) - from, StandardCharsets.UTF_8).strip());
    }
    return columns;
  }

  private static List<String> keys(byte[] line) {
    List<String> keys = new ArrayList<>();
    try (JsonParser parser = JsonLines.parser(line, 0, line.length)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME && keys.size() < MAX_NAMES) {
        keys.add(parser.currentName());
        parser.nextToken();
        parser.skipChildren();
      }
    } catch (JacksonException e) {
      return keys; // a broken line still shows the keys before the break
    }
    return keys;
  }
}
