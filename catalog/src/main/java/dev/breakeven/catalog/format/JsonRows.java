package dev.breakeven.catalog.format;

import dev.breakeven.core.error.BreakevenException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Walks JSON lines, one object a line, reading each value as what its key holds.
///
/// Not thread-safe; belongs to one reading.
final class JsonRows {
  private final SourceText source;
  private final JsonParser parser;
  private int rowLine = 1;
  private int lastLine;
  private String lastDayText = "";
  private LocalDate lastDay = LocalDate.EPOCH;

  JsonRows(SourceText source) {
    this.source = source;
    this.parser = Json.parser(source);
  }

  /// Steps to the next row; false at the end of the file.
  boolean nextRow() {
    JsonToken token = next();
    if (token == null) {
      return false;
    }
    rowLine = line();
    if (token != JsonToken.START_OBJECT) {
      throw invalid("row is not an object", "Give one JSON object a line.");
    }
    if (rowLine == lastLine) {
      throw invalid("two rows on one line", "Give one JSON object a line.");
    }
    return true;
  }

  /// The next key of the object the cursor is in; null at its end. The value comes next.
  @Nullable String nextKey() {
    try {
      String key = parser.nextName();
      if (key == null) {
        lastLine = line();
        return null;
      }
      parser.nextToken();
      return key;
    } catch (JacksonException e) {
      throw Json.malformed(source, e);
    }
  }

  /// Requires that the value of `key` is an array; its elements follow by [#nextElement].
  void enterArray(String key) {
    require(parser.currentToken() == JsonToken.START_ARRAY, key, "an array");
  }

  /// Steps to the next object of the array `key`; false at its end.
  boolean nextElement(String key) {
    JsonToken token = next();
    if (token == JsonToken.END_ARRAY) {
      return false;
    }
    require(token == JsonToken.START_OBJECT, key, "an array of objects");
    return true;
  }

  void requireObject(String key) {
    require(parser.currentToken() == JsonToken.START_OBJECT, key, "an object");
  }

  String text(String key) {
    require(parser.currentToken() == JsonToken.VALUE_STRING, key, "a string");
    String text = value().strip();
    require(!text.isEmpty(), key, "a string that is not blank");
    return text;
  }

  /// A decimal, as a JSON string or number, in the digits it was written in.
  String decimal(String key) {
    JsonToken token = parser.currentToken();
    require(
        token == JsonToken.VALUE_STRING
            || token == JsonToken.VALUE_NUMBER_INT
            || token == JsonToken.VALUE_NUMBER_FLOAT,
        key,
        "a decimal such as \"2.5\"");
    return value().strip();
  }

  long whole(String key) {
    require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, key, "a whole number");
    String digits = value();
    boolean fits = digits.length() <= 18 && Numerals.digits(digits, 0, digits.length());
    require(fits && Long.parseLong(digits) > 0, key, "a whole number from 1 to 10^18");
    return Long.parseLong(digits);
  }

  boolean flag(String key) {
    JsonToken token = parser.currentToken();
    require(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, key, "true or false");
    return token == JsonToken.VALUE_TRUE;
  }

  LocalDate day(String key) {
    String text = text(key);
    if (text.equals(lastDayText)) {
      return lastDay;
    }
    try {
      lastDay = Numerals.day(text);
      lastDayText = text;
      return lastDay;
    } catch (DateTimeException e) {
      throw wrong(key, text, "a day such as 2026-11-21");
    }
  }

  Place place() {
    return new Place(source.file(), rowLine);
  }

  BreakevenException unknownKey(String key, String known) {
    return invalid("unknown key " + Numerals.shown(key), "The keys are " + known + ".");
  }

  BreakevenException wrong(String key, String text, String expected) {
    return invalid(
        key + ": " + Numerals.shown(text) + " (expected: " + expected + ")",
        "Correct the key " + key + ".");
  }

  BreakevenException invalid(String what, String remedy) {
    return new Place(source.file(), line()).invalid(what, remedy);
  }

  private void require(boolean holds, String key, String expected) {
    if (!holds) {
      JsonToken token = parser.currentToken();
      String found = token == null ? "nothing" : token.name().toLowerCase(Locale.ROOT);
      throw invalid(
          key
              + ": "
              + found.replace("value_", "").replace('_', ' ')
              + " (expected: "
              + expected
              + ")",
          "Correct the key " + key + ".");
    }
  }

  private @Nullable JsonToken next() {
    try {
      return parser.nextToken();
    } catch (JacksonException e) {
      throw Json.malformed(source, e);
    }
  }

  private String value() {
    try {
      return parser.getString();
    } catch (JacksonException e) {
      throw Json.malformed(source, e);
    }
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }
}
