package dev.breakeven.wire.study;

import dev.breakeven.core.report.Computed;
import dev.breakeven.core.units.Ratio;
import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Finds one figure in a JSON document of ours: `traffic.tokens_per_month.total`, `options.0.kind`.
public final class FigureLookup {
  private static final JsonFactory FACTORY = new JsonFactory();

  private FigureLookup() {}

  /// The value at `path`, keys and positions parted by points; empty when there is no such key.
  ///
  /// A text that is a plain number counts as one: exact amounts are written as texts.
  public static Optional<Computed> find(String document, String path) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
      parser.nextToken();
      for (String part : path.split("\\.", -1)) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
          return Optional.of(new Computed.Nothing(""));
        }
        if (!enter(parser, part)) {
          return Optional.empty();
        }
      }
      return value(parser);
    }
  }

  /// Steps from a container to its member; the cursor then stands on the member's value.
  private static boolean enter(JsonParser parser, String part) {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      for (String key = parser.nextName(); key != null; key = parser.nextName()) {
        parser.nextToken();
        if (key.equals(part)) {
          return true;
        }
        parser.skipChildren();
      }
      return false;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY || !part.matches("\\d{1,6}")) {
      return false;
    }
    int position = Integer.parseInt(part);
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      if (i == position) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private static Optional<Computed> value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          Optional.of(new Computed.Amount(Ratio.of(new BigDecimal(parser.getString()))));
      case VALUE_STRING -> Optional.of(text(parser.getString()));
      case VALUE_TRUE -> Optional.of(new Computed.Words("yes"));
      case VALUE_FALSE -> Optional.of(new Computed.Words("no"));
      case VALUE_NULL -> Optional.of(new Computed.Nothing(""));
      case null, default -> Optional.empty();
    };
  }

  private static Computed text(String text) {
    return text.matches("-?\\d{1,18}(\\.\\d{1,18})?")
        ? new Computed.Amount(Ratio.of(new BigDecimal(text)))
        : new Computed.Words(text);
  }
}
