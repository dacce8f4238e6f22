package dev.breakeven.wire.llm;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Walks over one JSON object, field by field; what a visitor does not read is passed over.
final class JsonWalk {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonWalk() {}

  /// Sees the value of a field: the parser stands at its first token.
  @FunctionalInterface
  interface Visitor {
    void field(String name, JsonParser value);
  }

  /// Visits the object in `bytes`; false when that is anything else.
  static boolean document(byte[] bytes, int from, int to, Visitor visitor) {
    try (JsonParser json =
        FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      object(json, visitor);
      return json.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  /// Visits the fields when the current value is an object.
  static void object(JsonParser json, Visitor visitor) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      visitor.field(name, json);
      json.skipChildren();
    }
  }

  /// Visits the objects when the current value is an array; how many there are.
  static int objects(JsonParser json, Visitor visitor) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return 0;
    }
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
      object(json, visitor);
      json.skipChildren();
      count++;
    }
    return count;
  }

  static Optional<String> text(JsonParser json) {
    return json.currentToken() == JsonToken.VALUE_STRING
        ? Optional.of(json.getString())
        : Optional.empty();
  }

  /// A count of tokens; -1 for anything else, also for what no count can be.
  static long count(JsonParser json) {
    return json.currentToken() == JsonToken.VALUE_NUMBER_INT
            && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        ? Math.max(-1, json.getLongValue())
        : -1;
  }

  /// The length of all text in the current value, down to its last level; passes over it.
  static long textLength(JsonParser json) {
    int depth = 0;
    long length = 0;
    do {
      JsonToken token = json.currentToken();
      if (token == null) {
        return length;
      }
      if (token == JsonToken.VALUE_STRING) {
        length += json.getStringLength();
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    } while (depth > 0 && json.nextToken() != null);
    return length;
  }
}
