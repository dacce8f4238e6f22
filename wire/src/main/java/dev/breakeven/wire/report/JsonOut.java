package dev.breakeven.wire.report;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes one JSON document, key by key, with a line feed at its end.
///
/// `JsonOut.write(writer, json -> json.text("verb", "price"))` writes an object.
public final class JsonOut {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator generator;

  private JsonOut(JsonGenerator generator) {
    this.generator = generator;
  }

  /// Writes one object and flushes `out`, which stays open.
  public static void write(Writer out, Consumer<JsonOut> content) {
    JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    generator.writeStartObject();
    content.accept(new JsonOut(generator));
    generator.writeEndObject();
    generator.writeRaw('\n');
    generator.flush();
  }

  public JsonOut text(String key, String value) {
    generator.writeStringProperty(key, value);
    return this;
  }

  public JsonOut number(String key, long value) {
    generator.writeNumberProperty(key, value);
    return this;
  }

  /// A measured or modelled number, to six significant digits.
  public JsonOut number(String key, double value) {
    return decimal(key, BigDecimal.valueOf(value).round(new MathContext(6)));
  }

  /// An exact number, to nine decimals.
  public JsonOut number(String key, Ratio value) {
    return decimal(key, value.decimal(9));
  }

  /// An exact amount without trailing zeros.
  public JsonOut decimal(String key, BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    generator.writeName(key);
    generator.writeNumber((plain.scale() < 0 ? plain.setScale(0) : plain).toPlainString());
    return this;
  }

  public JsonOut flag(String key, boolean value) {
    generator.writeBooleanProperty(key, value);
    return this;
  }

  public JsonOut none(String key) {
    generator.writeNullProperty(key);
    return this;
  }

  /// The value by `writer`, or null.
  public <T> JsonOut optional(String key, Optional<T> value, Consumer<T> writer) {
    value.ifPresentOrElse(writer, () -> none(key));
    return this;
  }

  public <T> JsonOut known(String key, Knowable<T> value, Consumer<T> writer) {
    return optional(key, value.toOptional(), writer);
  }

  public JsonOut object(String key, Consumer<JsonOut> content) {
    generator.writeObjectPropertyStart(key);
    content.accept(this);
    generator.writeEndObject();
    return this;
  }

  public <T> JsonOut array(String key, Iterable<T> items, Consumer<T> each) {
    generator.writeArrayPropertyStart(key);
    for (T item : items) {
      generator.writeStartObject();
      each.accept(item);
      generator.writeEndObject();
    }
    generator.writeEndArray();
    return this;
  }

  public JsonOut texts(String key, Iterable<String> items) {
    generator.writeArrayPropertyStart(key);
    items.forEach(generator::writeString);
    generator.writeEndArray();
    return this;
  }
}
