package dev.breakeven.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON value in memory, for bodies that are translated. Numbers stay as they were written.
public sealed interface Json {
  record Text(String value) implements Json {}

  record Digits(String value) implements Json {}

  record Flag(boolean value) implements Json {}

  record Nothing() implements Json {}

  record Items(List<Json> values) implements Json {}

  /// An object, keys in order. Whoever built it may still add to it with [#with].
  record Fields(Map<String, Json> values) implements Json {
    public Fields with(String key, Json value) {
      values.put(key, value);
      return this;
    }

    public Fields with(String key, String value) {
      return with(key, new Text(value));
    }

    public Fields with(String key, long value) {
      return with(key, new Digits(Long.toString(value)));
    }

    public Fields with(String key, boolean value) {
      return with(key, new Flag(value));
    }

    public Fields with(String key, Optional<? extends Json> value) {
      value.ifPresent(present -> with(key, present));
      return this;
    }

    /// The value of a key that is there and not null.
    public Optional<Json> get(String key) {
      return Optional.ofNullable(values.get(key)).filter(value -> !(value instanceof Nothing));
    }
  }

  static Fields fields() {
    return new Fields(new LinkedHashMap<>());
  }

  static Fields fields(String key, String value) {
    return fields().with(key, value);
  }

  static Items items(Json... values) {
    return new Items(List.of(values));
  }

  /// Reads a body that is one object; throws `BreakevenException` where it is none.
  static Fields read(Side side, byte[] bytes, int offset, int length) {
    Fields root = fields();
    JsonSyntax.readObject(
        side, bytes, offset, length, parser -> new Reading(side).fill(parser, root));
    return root;
  }

  static Fields read(Side side, byte[] bytes) {
    return read(side, bytes, 0, bytes.length);
  }

  /// The value without any whitespace.
  default byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator =
        Writing.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      Writing.write(generator, this);
    }
    return out.toByteArray();
  }

  default String print() {
    return new String(bytes(), UTF_8);
  }

  /// What the value is, in words.
  default String kind() {
    return switch (this) {
      case Text _ -> "a text";
      case Digits _ -> "a number";
      case Flag _ -> "true or false";
      case Nothing _ -> "null";
      case Items _ -> "a list";
      case Fields _ -> "an object";
    };
  }

  /// Makes values of tokens.
  record Reading(Side side) {
    private void fill(JsonParser parser, Fields fields) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = whole(parser, parser.currentName());
        parser.nextToken();
        fields.with(key, value(parser));
      }
    }

    private Json value(JsonParser parser) {
      return switch (parser.currentToken()) {
        case START_OBJECT -> {
          Fields inner = fields();
          fill(parser, inner);
          yield inner;
        }
        case START_ARRAY -> {
          List<Json> values = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
          }
          yield new Items(values);
        }
        case VALUE_STRING -> new Text(whole(parser, parser.getString()));
        case VALUE_TRUE -> new Flag(true);
        case VALUE_FALSE -> new Flag(false);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Digits(parser.getString());
        default -> new Nothing();
      };
    }

    /// The text, unless an escape in it is half a character, which no bytes can say.
    private String whole(JsonParser parser, String text) {
      for (int i = 0; i < text.length(); i++) {
        if (!Character.isSurrogate(text.charAt(i))) {
          continue;
        }
        if (Character.charCount(text.codePointAt(i)) == 1) {
          throw side.invalid(JsonSyntax.path(parser), "an escape that is half a character");
        }
        i++;
      }
      return text;
    }
  }

  /// Puts values on paper.
  final class Writing {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Writing() {}

    private static void write(JsonGenerator generator, Json value) {
      switch (value) {
        case Text(String text) -> generator.writeString(text);
        case Digits(String digits) -> generator.writeNumber(digits);
        case Flag(boolean flag) -> generator.writeBoolean(flag);
        case Nothing _ -> generator.writeNull();
        case Items(List<Json> values) -> {
          generator.writeStartArray();
          values.forEach(item -> write(generator, item));
          generator.writeEndArray();
        }
        case Fields(Map<String, Json> values) -> {
          generator.writeStartObject();
          values.forEach(
              (key, item) -> {
                generator.writeName(key);
                write(generator, item);
              });
          generator.writeEndObject();
        }
      }
    }
  }
}
