package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON object as maps, lists, text, `BigDecimal`, booleans and null.
record JsonTree(Map<String, @Nullable Object> root) {
  /// Fails when `text` is not exactly one object, or repeats a key.
  static JsonTree parse(String text) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      assertThat(parser.nextToken()).as(text).isEqualTo(JsonToken.START_OBJECT);
      JsonTree tree = new JsonTree(object(parser));
      assertThat(parser.nextToken()).as("after the document: " + text).isNull();
      return tree;
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      assertThat(object).doesNotContainKey(key);
      object.put(key, value(parser));
    }
    return object;
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getString();
      default -> new BigDecimal(parser.getString());
    };
  }

  @Nullable Object get(String key) {
    assertThat(root).containsKey(key);
    return root.get(key);
  }

  /// Every path to a value, as `options[].lines[].name`, sorted; an array is the union of its
  /// items.
  String paths() {
    TreeSet<String> found = new TreeSet<>();
    collect("", root, found);
    return String.join("\n", found) + "\n";
  }

  private static void collect(String path, @Nullable Object value, TreeSet<String> found) {
    switch (value) {
      case Map<?, ?> object ->
          object.forEach(
              (key, each) -> {
                String below = path.isEmpty() ? key.toString() : path + "." + key;
                found.add(below);
                collect(below, each, found);
              });
      case List<?> items -> items.forEach(item -> collect(path + "[]", item, found));
      case null, default -> found.add(path);
    }
  }
}
