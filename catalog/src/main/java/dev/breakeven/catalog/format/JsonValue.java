package dev.breakeven.catalog.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A JSON document as a tree, keys in file order, numbers as the text they were written in.
///
/// For the files of other projects, whose shape varies; our own rows are streamed.
public sealed interface JsonValue {
  record Members(Map<String, JsonValue> values) implements JsonValue {
    public static final Members NONE = new Members(Map.of());

    /// The member `key`, or [Nothing] when there is none.
    public JsonValue get(String key) {
      JsonValue value = values.get(key);
      return value == null ? Nothing.NULL : value;
    }
  }

  record Elements(List<JsonValue> values) implements JsonValue {}

  record Text(String value) implements JsonValue {}

  record Numeral(String written) implements JsonValue {}

  record Flag(boolean value) implements JsonValue {}

  enum Nothing implements JsonValue {
    NULL
  }

  /// This as an object, empty when it is something else.
  default Members members() {
    return this instanceof Members members ? members : Members.NONE;
  }

  /// This as an array, empty when it is something else.
  default List<JsonValue> elements() {
    return this instanceof Elements elements ? elements.values() : List.of();
  }

  default Optional<String> text() {
    return this instanceof Text text ? Optional.of(text.value()) : Optional.empty();
  }

  default Optional<String> digits() {
    return this instanceof Numeral numeral ? Optional.of(numeral.written()) : Optional.empty();
  }

  default boolean isTrue() {
    return this instanceof Flag flag && flag.value();
  }

  /// Reads a file that holds one value.
  static JsonValue read(SourceText source) {
    try (JsonParser parser = Json.parser(source)) {
      parser.nextToken();
      JsonValue value = value(parser, source);
      if (parser.nextToken() != null) {
        throw new Place(source.file(), parser.currentTokenLocation().getLineNr())
            .invalid("a second JSON value", "Keep one document in the file.");
      }
      return value;
    } catch (JacksonException e) {
      throw Json.malformed(source, e);
    }
  }

  private static JsonValue value(JsonParser parser, SourceText source) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new Place(source.file(), 1).invalid("file is empty", "Name a JSON file.");
    }
    return switch (token) {
      case START_OBJECT -> object(parser, source);
      case START_ARRAY -> array(parser, source);
      case VALUE_STRING -> new Text(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getString());
      case VALUE_TRUE -> new Flag(true);
      case VALUE_FALSE -> new Flag(false);
      case VALUE_NULL, END_OBJECT, END_ARRAY, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          Nothing.NULL;
    };
  }

  private static Members object(JsonParser parser, SourceText source) {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      values.put(key, value(parser, source));
    }
    return new Members(Collections.unmodifiableMap(values));
  }

  private static Elements array(JsonParser parser, SourceText source) {
    List<JsonValue> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(parser, source));
    }
    return new Elements(Collections.unmodifiableList(values));
  }
}
