package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.text.JsonLines;
import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.text.TextSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The rows of an export, whatever holds them: CSV, an object a line, or whole JSON documents.
///
/// In a document the rows are the elements of its list, or of the list under `listKey` in an
/// object; an object without that list is a row itself. One row is held at a time. What cannot be
/// read is counted with its place, and the rest is read on.
public final class Rows {
  private static final int LONG_LINE = 60_000;
  static final String TOO_LONG = "line over 16 MiB";
  private static final String NOT_JSON = "not a line of JSON";
  private static final String NOT_YET = "a last line without its end, left for the next time";

  private final TextSource input;
  private final UsageSink sink;
  private final String listKey;
  private final BiConsumer<JsonObject, String> visitor;

  private Rows(
      TextSource input, UsageSink sink, String listKey, BiConsumer<JsonObject, String> visitor) {
    this.input = input;
    this.sink = sink;
    this.listKey = listKey;
    this.visitor = visitor;
  }

  /// Gives each row of `input` and its place, such as `spend.csv:3`, to `visitor`.
  public static void each(
      TextSource input, UsageSink sink, String listKey, BiConsumer<JsonObject, String> visitor) {
    new Rows(input, sink, listKey, visitor).read();
    damage(input, sink);
  }

  /// Notes how `input` broke off, when it did.
  static void damage(TextSource input, Remarks sink) {
    input
        .lines()
        .damage()
        .ifPresent(
            damage ->
                sink.reject(
                    "input breaks off and the rest is lost: " + damage,
                    input.name() + ":" + input.lines().number()));
  }

  /// Says what the last line is that could not be read: not whole yet, or broken.
  static void refuse(TextSource input, Remarks sink) {
    Lines lines = input.lines();
    if (lines.terminated() || lines.damage().isPresent()) {
      sink.reject(NOT_JSON, input.name() + ":" + lines.number());
    } else {
      sink.note(input.name() + ":" + lines.number() + ": " + NOT_YET);
    }
  }

  private void read() {
    List<byte[]> head = input.lines().peek(1);
    if (head.isEmpty()) {
      return;
    }
    String first = new String(head.getFirst(), java.nio.charset.StandardCharsets.UTF_8).strip();
    if (!first.startsWith("{") && !first.startsWith("[")) {
      new CsvTable(input.lines(), input.name(), sink).each(visitor);
    } else if (first.startsWith("{") && isLine(first)) {
      lines();
    } else {
      document();
    }
  }

  /// True for an object that ends on its line, or is so long a line that it holds no list of rows.
  private boolean isLine(String first) {
    boolean cut = first.length() > LONG_LINE;
    return cut ? !first.contains('"' + listKey + '"') : JsonObject.parse(first).isPresent();
  }

  private void lines() {
    Lines lines = input.lines();
    while (lines.next()) {
      String where = input.name() + ":" + lines.number();
      if (lines.tooLong()) {
        sink.reject(TOO_LONG, where);
      } else if (!Lines.isBlank(lines.bytes(), lines.start(), lines.end())) {
        Optional<JsonObject> row =
            JsonObject.parse(lines.bytes(), lines.start(), lines.end(), JsonObject.METERING);
        if (row.isEmpty()) {
          refuse(input, sink);
        } else if (row.get().has(listKey)) {
          row.get().objects(listKey).forEach(element -> visitor.accept(element, where));
        } else {
          visitor.accept(row.get(), where);
        }
      }
    }
  }

  private void document() {
    try (JsonParser parser = JsonLines.parser(input.lines().rest())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          elements(parser);
        } else if (token == JsonToken.START_OBJECT) {
          object(parser);
        }
      }
    } catch (JacksonException e) {
      Object line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      sink.reject(
          "JSON is malformed or breaks off, and the rest of it is lost", input.name() + ":" + line);
    }
  }

  private void elements(JsonParser parser) {
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY && token != null) {
      if (token == JsonToken.START_OBJECT) {
        String where = where(parser);
        visitor.accept(JsonObject.read(parser, JsonObject.METERING), where);
      } else if (token == JsonToken.START_ARRAY) {
        elements(parser);
      }
      token = parser.nextToken();
    }
  }

  private void object(JsonParser parser) {
    String where = where(parser);
    Map<String, Object> values = new HashMap<>();
    boolean listed = false;
    String key = parser.nextName();
    while (key != null) {
      if (key.equals(listKey)) {
        listed = true;
        if (parser.nextToken() == JsonToken.START_ARRAY) {
          elements(parser);
        } else {
          parser.skipChildren();
        }
      } else {
        JsonObject.put(values, key, parser, JsonObject.METERING);
      }
      key = parser.nextName();
    }
    if (!listed) {
      visitor.accept(new JsonObject(values), where);
    }
  }

  private String where(JsonParser parser) {
    return input.name() + ":" + parser.currentTokenLocation().getLineNr();
  }
}
