package dev.breakeven.ingest.usage.otel;

import dev.breakeven.ingest.usage.source.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The attributes of a span or resource by name, without those that hold prompts or answers.
record Attributes(JsonObject values) {
  /// Reads OTLP's list of `{"key": …, "value": {"intValue": "7"}}`.
  static Attributes of(List<JsonObject> listed) {
    Map<String, Object> values = new HashMap<>();
    for (JsonObject attribute : listed) {
      JsonObject value = attribute.object("value");
      for (String type : new String[] {"stringValue", "intValue", "doubleValue", "boolValue"}) {
        value.value(type).ifPresent(found -> values.put(attribute.text("key"), found));
      }
      value.object("arrayValue").objects("values").stream()
          .findFirst()
          .ifPresent(first -> values.put(attribute.text("key"), first.text("stringValue")));
    }
    return new Attributes(new JsonObject(values));
  }

  boolean has(String key) {
    return values.has(key);
  }

  /// The first of `keys` that is there and not empty, else an empty text.
  String text(String... keys) {
    for (String key : keys) {
      if (!values.text(key).isEmpty()) {
        return values.text(key);
      }
    }
    return "";
  }

  long tokens(String... keys) {
    return values.tokensOfFirst(keys);
  }
}
