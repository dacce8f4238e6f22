package dev.breakeven.catalog.format;

import dev.breakeven.core.error.BreakevenException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// The one way JSON is parsed here: bounded depth and number length, no key twice in an object.
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(64).maxNumberLength(200).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Json() {}

  static JsonFactory factory() {
    return FACTORY;
  }

  static JsonParser parser(SourceText source) {
    return FACTORY.createParser(ObjectReadContext.empty(), source.text());
  }

  /// The error that a parser stopped with, at the line where it stopped.
  static BreakevenException malformed(SourceText source, JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    int line = location == null ? 1 : Math.max(1, location.getLineNr());
    return new Place(source.file(), line)
        .invalid(
            "not JSON: " + firstLine(e.getOriginalMessage()),
            "Correct the JSON, or complete a file that was cut short.");
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
