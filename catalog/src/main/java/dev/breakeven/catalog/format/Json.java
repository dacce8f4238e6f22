package dev.breakeven.catalog.format;

import dev.breakeven.core.error.BreakevenException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// The one way JSON is parsed here: bounded depth and number length, no key twice in an object.
final class Json {
  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .build())
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
    Place place = new Place(source.file(), line);
    return e instanceof StreamConstraintsException
        ? place.invalid(
            "nested deeper than %d, or a number over %d digits".formatted(DEEPEST, LONGEST_NUMBER),
            "Name the right file: no price list looks like that.")
        : place.invalid(
            "not JSON: " + brief(e.getOriginalMessage()),
            "Correct the JSON, or complete a file that was cut short.");
  }

  /// The first line of a parser's message, without where it believes the document to be from.
  private static String brief(String message) {
    String line = message.lines().findFirst().orElse("");
    int place = line.indexOf(" (start marker at");
    return place < 0 ? line : line.substring(0, place);
  }
}
