package dev.breakeven.ingest.usage.source;

import dev.breakeven.core.units.Usd;
import dev.breakeven.ingest.text.JsonLines;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A row of a source as names and values: of JSON, of a CSV line or of a database.
///
/// Values are text, whole numbers (`Long`), other numbers (`BigDecimal`), `Boolean`, lists and
/// objects; null is absent. Content that is no metering, or not asked for, is skipped while reading
/// and never held.
public final class JsonObject {
  /// Keys under which sources keep prompts and answers.
  public static final Set<String> CONTENT =
      Set.of(
          "content",
          "toolUseResult",
          "messages",
          "response",
          "proxy_server_request",
          "base_instructions",
          "instructions",
          "events",
          "links");

  /// Every key under which no content is.
  static final Predicate<String> METERING = key -> !CONTENT.contains(key);

  private static final int MOST_DIGITS = 40;
  private static final JsonObject NONE = new JsonObject(Map.of());

  private final Map<String, Object> values;

  public JsonObject(Map<String, Object> values) {
    this.values = values;
  }

  /// Reads the object whose start `parser` stands on; of it and of the objects in it only the keys
  /// that `kept` holds.
  public static JsonObject read(JsonParser parser, Predicate<String> kept) {
    Map<String, Object> values = new HashMap<>();
    String key = parser.nextName();
    while (key != null) {
      put(values, key, parser, kept);
      key = parser.nextName();
    }
    return new JsonObject(values);
  }

  /// Reads the value of `key`, which comes next, into `values`.
  static void put(
      Map<String, Object> values, String key, JsonParser parser, Predicate<String> kept) {
    JsonToken token = parser.nextToken();
    if (!kept.test(key)) {
      parser.skipChildren();
    } else if (token == JsonToken.VALUE_NULL) {
      values.remove(key);
    } else {
      values.put(key, value(parser, token, kept));
    }
  }

  private static Object value(JsonParser parser, JsonToken token, Predicate<String> kept) {
    return switch (token) {
      case START_OBJECT -> read(parser, kept);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          if (next != JsonToken.VALUE_NULL) {
            list.add(value(parser, next, kept));
          }
        }
        yield list;
      }
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getDecimalValue();
          };
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> parser.getString();
    };
  }

  /// Reads a text that is itself one JSON object; empty when it is none.
  public static Optional<JsonObject> parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length, METERING);
  }

  /// Reads one line; `kept` is as for [#read].
  static Optional<JsonObject> parse(byte[] bytes, int from, int to, Predicate<String> kept) {
    try (JsonParser parser = JsonLines.parser(bytes, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      JsonObject object = read(parser, kept);
      return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // the caller counts it as no line of JSON
    }
  }

  /// The value of `key`, or empty when there is none.
  public Optional<Object> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /// The names that have a value, in the order of the alphabet.
  public Set<String> keys() {
    return new TreeSet<>(values.keySet());
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /// The text or number of `key`; empty when there is none.
  public String text(String key) {
    Object value = values.getOrDefault(key, "");
    return value instanceof String || value instanceof Number ? value.toString() : "";
  }

  /// True for `true`, and for the word in any case.
  public boolean isTrue(String key) {
    Object value = values.getOrDefault(key, "");
    return value.equals(true) || "true".equalsIgnoreCase(value.toString());
  }

  /// The object under `key`; one without values when there is none.
  public JsonObject object(String key) {
    return values.getOrDefault(key, "") instanceof JsonObject object ? object : NONE;
  }

  public List<JsonObject> objects(String key) {
    List<JsonObject> objects = new ArrayList<>();
    if (values.getOrDefault(key, "") instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof JsonObject object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  /// The elements of a list as texts.
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    if (values.getOrDefault(key, "") instanceof List<?> list) {
      list.forEach(element -> texts.add(element.toString()));
    }
    return texts;
  }

  /// A count of tokens: 0 when absent, [TokenCounts#INVALID] for what is no whole number.
  public long tokens(String key) {
    Object value = values.getOrDefault(key, 0L);
    return value instanceof Long whole ? whole : odd(value);
  }

  /// A count that is written as a fraction or a text.
  private static long odd(Object value) {
    return decimal(value)
        .filter(number -> number.stripTrailingZeros().scale() <= 0)
        .filter(number -> number.precision() - number.scale() <= 18)
        .map(BigDecimal::longValueExact)
        .orElseGet(() -> value.equals("") ? 0 : TokenCounts.INVALID);
  }

  /// The first of `keys` that is there, as a count of tokens.
  public long tokensOfFirst(String... keys) {
    for (String key : keys) {
      if (has(key)) {
        return tokens(key);
      }
    }
    return 0;
  }

  /// An amount of dollars rounded half-even to a nano-dollar; empty when it is none.
  public Optional<Usd> usd(String key) {
    return value(key).flatMap(JsonObject::decimal).flatMap(JsonObject::rounded);
  }

  /// The amount of dollars that is `decimal`, rounded half-even to a nano-dollar.
  public static Optional<Usd> rounded(BigDecimal decimal) {
    if (decimal.precision() - decimal.scale() > 9) {
      return Optional.empty();
    }
    BigDecimal nanos = decimal.setScale(9, RoundingMode.HALF_EVEN).movePointRight(9);
    return Optional.of(new Usd(nanos.longValueExact()));
  }

  /// A number of ordinary size, of a number or of a text; empty for anything else.
  public static Optional<BigDecimal> decimal(Object value) {
    try {
      BigDecimal decimal =
          switch (value) {
            case Long whole -> BigDecimal.valueOf(whole);
            case BigDecimal exact -> exact;
            case String text when text.length() <= MOST_DIGITS -> new BigDecimal(text.strip());
            default -> BigDecimal.ZERO.setScale(MOST_DIGITS + 1);
          };
      return Math.abs((long) decimal.scale()) > MOST_DIGITS
          ? Optional.empty()
          : Optional.of(decimal);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
