package dev.breakeven.store;

import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Small maps as the text of a JSON object; the empty map is the empty text.
final class JsonMaps {
  static final JsonFactory FACTORY = new JsonFactory();

  private JsonMaps() {}

  static String write(Map<String, ?> map) {
    if (map.isEmpty()) {
      return "";
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      map.forEach(
          (key, value) -> {
            if (value instanceof Long count) {
              json.writeNumberProperty(key, count);
            } else {
              json.writeStringProperty(key, String.valueOf(value));
            }
          });
      json.writeEndObject();
    }
    return text.toString();
  }

  static Map<String, String> texts(String json) {
    return read(json, JsonParser::getString);
  }

  static Map<String, Long> counts(String json) {
    return read(json, JsonParser::getLongValue);
  }

  private static <T> Map<String, T> read(String json, Function<JsonParser, T> value) {
    if (json.isEmpty()) {
      return Map.of();
    }
    Map<String, T> map = new TreeMap<>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        map.put(key, value.apply(parser));
      }
    }
    return map;
  }
}
