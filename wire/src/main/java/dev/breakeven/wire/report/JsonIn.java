package dev.breakeven.wire.report;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads one of our own JSON documents as a tree; each value knows its line, for errors.
///
/// Whatever is missing or of another kind than asked for is a `BreakevenException` of the file's
/// code, with file and line. Keys are unique.
public final class JsonIn {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /// What the document is, and what to do about one that is not.
  public record Kind(ErrorCode code, String what, String remedy) {}

  private record Source(String file, Kind kind) {}

  private final Source source;
  private final String name;
  private final int line;
  private final @Nullable Object value;

  private JsonIn(Source source, String name, int line, @Nullable Object value) {
    this.source = source;
    this.name = name;
    this.line = line;
    this.value = value;
  }

  /// The object that `file` holds.
  public static JsonIn read(Path file, Kind kind) {
    return of(file.toString(), text(file), kind);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING, "no such file", file.toString(), "Check the path.");
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE, "cannot be read", file.toString(), "Check that it is a file.");
    }
  }

  /// The object in `text`; `file` is the name that errors call it.
  public static JsonIn of(String file, String text, Kind kind) {
    Source source = new Source(file, kind);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      JsonIn root = first == null ? new JsonIn(source, "", 1, null) : value(source, "", parser);
      if (!(root.value instanceof Map) || parser.nextToken() != null) {
        throw root.invalid("not " + kind.what());
      }
      return root;
    } catch (JacksonException e) {
      int at = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      String message =
          String.valueOf(e.getOriginalMessage())
              .lines()
              .findFirst()
              .orElse("")
              .replaceFirst(" \\(start marker.*", "");
      throw new JsonIn(source, "", at, null).invalid("not JSON: " + message);
    }
  }

  private static JsonIn value(Source source, String name, JsonParser parser) {
    int line = Math.max(1, parser.currentTokenLocation().getLineNr());
    Object value =
        switch (parser.currentToken()) {
          case START_OBJECT -> object(source, name, parser);
          case START_ARRAY -> array(source, name, parser);
          case VALUE_STRING -> parser.getString();
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getString());
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          case null, default -> null;
        };
    return new JsonIn(source, name, line, value);
  }

  private static Map<String, JsonIn> object(Source source, String name, JsonParser parser) {
    Map<String, JsonIn> members = new LinkedHashMap<>();
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      members.put(key, value(source, name.isEmpty() ? key : name + "." + key, parser));
    }
    return Collections.unmodifiableMap(members);
  }

  private static List<JsonIn> array(Source source, String name, JsonParser parser) {
    List<JsonIn> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(source, name + "[" + items.size() + "]", parser));
    }
    return Collections.unmodifiableList(items);
  }

  /// The member `key`, which must be there.
  public JsonIn get(String key) {
    return find(key).orElseThrow(() -> invalid("no '" + key + "'" + in()));
  }

  /// The member `key`; empty when it is absent or null.
  public Optional<JsonIn> find(String key) {
    JsonIn member = members().get(key);
    return Optional.ofNullable(member).filter(each -> each.value != null);
  }

  /// Only these keys may be here: one that is misspelt is not passed over.
  public JsonIn only(Set<String> keys) {
    for (Map.Entry<String, JsonIn> member : members().entrySet()) {
      if (!keys.contains(member.getKey())) {
        throw member.getValue().invalid("unknown key '" + member.getKey() + "'" + in());
      }
    }
    return this;
  }

  private String in() {
    return name.isEmpty() ? "" : " in " + name;
  }

  @SuppressWarnings("unchecked")
  private Map<String, JsonIn> members() {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, JsonIn>) map;
    }
    throw wrong("an object");
  }

  @SuppressWarnings("unchecked")
  public List<JsonIn> items() {
    if (value instanceof List<?> list) {
      return (List<JsonIn>) list;
    }
    throw wrong("a list");
  }

  public String text() {
    if (value instanceof String text) {
      return text;
    }
    throw wrong("a text");
  }

  public BigDecimal number() {
    if (value instanceof BigDecimal number) {
      return number;
    }
    throw wrong("a number");
  }

  public long whole() {
    try {
      return number().longValueExact();
    } catch (ArithmeticException e) {
      throw wrong("a whole number");
    }
  }

  public boolean flag() {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong("true or false");
  }

  public List<String> texts() {
    return items().stream().map(JsonIn::text).toList();
  }

  /// A text or number as written, for what is only shown or compared.
  public String written() {
    return value instanceof BigDecimal number ? number.toPlainString() : text();
  }

  /// What `reader` makes of this; an `IllegalArgumentException` of it names this place.
  public <T> T as(Function<JsonIn, T> reader) {
    try {
      return reader.apply(this);
    } catch (IllegalArgumentException e) {
      throw invalid((name.isEmpty() ? "" : name + ": ") + e.getMessage());
    }
  }

  private BreakevenException wrong(String expected) {
    return invalid("%s is not %s".formatted(name.isEmpty() ? "the document" : name, expected));
  }

  /// The error that this value cannot be used.
  public BreakevenException invalid(String what) {
    return new BreakevenException(
        source.kind().code(), what, source.file() + ":" + line, source.kind().remedy());
  }
}
