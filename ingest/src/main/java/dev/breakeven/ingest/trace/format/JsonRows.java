package dev.breakeven.ingest.trace.format;

import dev.breakeven.ingest.text.JsonLines;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads one JSON object a line, by a table of which key means what.
///
/// Other keys are skipped, a key that comes twice counts with its last value, and a key that is
/// null is absent. Owned by one thread.
public final class JsonRows implements RowReader {
  private static final String NOT_JSON = "not a line of JSON";
  private static final String NOT_OBJECT = "not a JSON object";
  private static final String TWO_VALUES = "more than one JSON value on the line";

  /// What a key means.
  public enum Field {
    /// A date and time as text.
    DATE_TIME("a date and time such as 2026-11-21T10:00:00.123Z"),
    /// Milliseconds, from 1970 or from any start.
    MILLIS("a number of milliseconds, at least 0"),
    /// Seconds, from 1970 or from any start.
    SECONDS("a number of seconds, at least 0"),
    INPUT("a whole number"),
    OUTPUT("a whole number"),
    /// Ids of successive prompt blocks.
    PREFIX("a list of whole numbers"),
    BLOCK_TOKENS("a whole number from 1 to 1,000,000"),
    /// Which conversation a request is a turn of.
    SESSION("text or a whole number");

    private final String expected;

    Field(String expected) {
      this.expected = expected;
    }
  }

  private final Map<String, Field> fields;
  private final int defaultBlockTokens;
  private final String noTime;
  private final String noInput;
  private final String noOutput;
  private final WallClock clock = new WallClock();
  private long arrival;
  private long input;
  private long output;

  /// `defaultBlockTokens` is the block length of rows that do not say it.
  public JsonRows(Map<String, Field> fields, int defaultBlockTokens) {
    this.fields = Map.copyOf(fields);
    this.defaultBlockTokens = defaultBlockTokens;
    noTime = "no " + keyOf(Field.DATE_TIME, Field.MILLIS, Field.SECONDS);
    noInput = "no " + keyOf(Field.INPUT);
    noOutput = "no " + keyOf(Field.OUTPUT);
  }

  private String keyOf(Field... wanted) {
    return String.join(
        " or ",
        fields.entrySet().stream()
            .filter(entry -> java.util.List.of(wanted).contains(entry.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList());
  }

  @Override
  public boolean read(byte[] bytes, int from, int to, Row row) {
    arrival = Digits.INVALID;
    input = Digits.INVALID;
    output = Digits.INVALID;
    row.blockTokens(defaultBlockTokens);
    try (JsonParser parser = JsonLines.parser(bytes, from, to - from)) {
      return read(parser, row);
    } catch (JacksonException e) {
      return row.reject(NOT_JSON);
    }
  }

  private boolean read(JsonParser parser, Row row) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return row.reject(NOT_OBJECT);
    }
    String key = parser.nextName();
    while (key != null) {
      JsonToken token = parser.nextToken();
      Field field = fields.get(key);
      if (field == null || token == JsonToken.VALUE_NULL) {
        parser.skipChildren();
      } else if (!take(field, parser, token, row)) {
        return row.reject(key + " is not " + field.expected);
      }
      key = parser.nextName();
    }
    if (parser.nextToken() != null) {
      return row.reject(TWO_VALUES);
    }
    if (arrival == Digits.INVALID) {
      return row.reject(noTime);
    }
    if (input == Digits.INVALID) {
      return row.reject(noInput);
    }
    return output == Digits.INVALID ? row.reject(noOutput) : row.accept(arrival, input, output);
  }

  private boolean take(Field field, JsonParser parser, JsonToken token, Row row) {
    return switch (field) {
      case DATE_TIME -> takeDateTime(parser, token);
      case MILLIS -> takeTime(parser, token, 1_000_000);
      case SECONDS -> takeTime(parser, token, 1_000_000_000);
      case INPUT -> (input = whole(parser, token)) != Digits.INVALID;
      case OUTPUT -> (output = whole(parser, token)) != Digits.INVALID;
      case PREFIX -> takePrefix(parser, token, row);
      case BLOCK_TOKENS -> takeBlockTokens(parser, token, row);
      case SESSION -> takeSession(parser, token, row);
    };
  }

  private boolean takeDateTime(JsonParser parser, JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      return false;
    }
    byte[] text = parser.getString().getBytes(StandardCharsets.UTF_8);
    arrival = clock.nanos(text, 0, text.length);
    return arrival != Digits.INVALID;
  }

  private boolean takeTime(JsonParser parser, JsonToken token, long unitNanos) {
    long largest = Row.MAX_NANOS / unitNanos;
    if (token == JsonToken.VALUE_NUMBER_INT) {
      long units = whole(parser, token);
      arrival = units * unitNanos;
      return units >= 0 && units <= largest;
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      double units = parser.getDoubleValue();
      arrival = Math.round(units * unitNanos);
      return units >= 0 && units <= largest;
    }
    return false;
  }

  /// A whole number, `INVALID` for none; out of range of a long saturates.
  private static long whole(JsonParser parser, JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return switch (parser.getNumberType()) {
        case INT, LONG -> Math.max(parser.getLongValue(), -Long.MAX_VALUE);
        default -> parser.getBigIntegerValue().signum() * Long.MAX_VALUE;
      };
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      double value = parser.getDoubleValue();
      return value == Math.rint(value) && Math.abs(value) < 1e15 ? (long) value : Digits.INVALID;
    }
    return Digits.INVALID;
  }

  private static boolean takePrefix(JsonParser parser, JsonToken token, Row row) {
    if (token != JsonToken.START_ARRAY) {
      return false;
    }
    row.clearPrefix();
    for (JsonToken id = parser.nextToken(); id != JsonToken.END_ARRAY; id = parser.nextToken()) {
      if (id != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        return false;
      }
      row.addPrefix(parser.getLongValue());
    }
    return true;
  }

  /// Sessions are told apart by 64 bits of a hash (FNV-1a) of their text.
  private static boolean takeSession(JsonParser parser, JsonToken token, Row row) {
    if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
      return false;
    }
    long hash = 0xCBF29CE484222325L;
    for (byte part : parser.getString().getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (part & 0xFF)) * 0x100000001B3L;
    }
    row.session(hash == 0 ? 1 : hash);
    return true;
  }

  private static boolean takeBlockTokens(JsonParser parser, JsonToken token, Row row) {
    long tokens = whole(parser, token);
    if (tokens < 1 || tokens > 1_000_000) {
      return false;
    }
    row.blockTokens((int) tokens);
    return true;
  }
}
