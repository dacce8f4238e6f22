package dev.breakeven.wire.json;

import dev.breakeven.core.error.BreakevenException;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// What is read as JSON: strict, no duplicate keys, valid UTF-8, at most [#DEEPEST] levels.
public final class JsonSyntax {
  public static final int DEEPEST = 128;

  private static final int LONGEST_CHARACTER = 4;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonSyntax() {}

  /// Does something with the tokens of a document, from its first one on.
  @FunctionalInterface
  public interface Reading {
    void read(JsonParser parser);
  }

  /// Reads a whole document that is one object; throws `BreakevenException` where it is none.
  public static void readObject(Side side, byte[] bytes, int offset, int length, Reading reading) {
    int invalid = Utf8.firstInvalid(bytes, offset, length);
    if (invalid >= 0) {
      throw side.invalid("", "the body is not UTF-8 at byte " + (invalid - offset));
    }
    // the parser would take these for UTF-16 or UTF-32
    for (int i = 0; i < Math.min(LONGEST_CHARACTER, length); i++) {
      if (bytes[offset + i] == 0) {
        throw side.invalid("", "not JSON at byte " + i);
      }
    }
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
      try {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw side.invalid("", "the body is not a JSON object");
        }
        reading.read(parser);
        if (parser.nextToken() != null) {
          throw side.invalid("", "the body goes on after its JSON object");
        }
      } catch (JacksonException e) {
        throw fault(side, parser, e);
      }
    }
  }

  private static BreakevenException fault(Side side, JsonParser parser, JacksonException e) {
    String field = path(parser);
    String said = String.valueOf(e.getOriginalMessage());
    if (e instanceof StreamConstraintsException && said.contains("depth")) {
      return side.invalid(field, "nested deeper than " + DEEPEST + " levels");
    }
    if (said.startsWith("Duplicate")) {
      return side.invalid(field, "a duplicate key");
    }
    return side.invalid("", "not JSON at byte " + parser.currentLocation().getByteOffset());
  }

  /// Where the parser stands, such as `messages[2].content`.
  public static String path(JsonParser parser) {
    Deque<String> steps = new ArrayDeque<>();
    TokenStreamContext context = parser.streamReadContext();
    while (context != null && !context.inRoot()) {
      if (context.inArray() && context.hasCurrentIndex()) {
        steps.push("[" + context.getCurrentIndex() + "]");
      } else if (context.currentName() != null) {
        steps.push("." + context.currentName());
      }
      context = context.getParent();
    }
    String path = String.join("", steps);
    return path.startsWith(".") ? path.substring(1) : path;
  }

  /// What a value is, in words.
  public static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }
}
