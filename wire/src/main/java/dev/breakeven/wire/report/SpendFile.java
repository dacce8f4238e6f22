package dev.breakeven.wire.report;

import dev.breakeven.core.budget.Baseline;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Usd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The spend in a document of `check --json`, or in the totals of one of `usage --json`.
public final class SpendFile {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final Map<String, Usd> models = new LinkedHashMap<>();
  private Optional<Usd> usd = Optional.empty();
  private Optional<Instant> from = Optional.empty();
  private Optional<Instant> to = Optional.empty();
  private long unpriced;

  private SpendFile(Path file) {
    this.file = file;
  }

  /// Throws [BreakevenException] when there is no such file, or no spend in it.
  public static Baseline read(Path file) {
    SpendFile spend = new SpendFile(file);
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw spend.unknown();
      }
      spend.object(parser, true);
      if (parser.nextToken() != null) {
        throw spend.unknown();
      }
    } catch (NoSuchFileException e) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING, "no such file", file.toString(), "Check the path.");
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE, "cannot be read", file.toString(), "Check that it is a file.");
    } catch (JacksonException | DateTimeException | NumberFormatException e) {
      throw spend.unknown();
    }
    return new Baseline(
        file.toString(),
        spend.from,
        spend.to,
        spend.usd.orElseThrow(spend::unknown),
        spend.unpriced,
        spend.models);
  }

  private void object(JsonParser parser, boolean root) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "usd" -> usd = text(parser, value).map(SpendFile::amount);
        case "from" -> from = text(parser, value).map(Instant::parse);
        case "to" -> to = text(parser, value).map(Instant::parse);
        case "unpriced" -> unpriced = count(parser, value);
        case "totals" -> {
          if (root && value == JsonToken.START_OBJECT) {
            object(parser, false);
          }
        }
        case "models" -> models(parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  private void models(JsonParser parser, JsonToken array) {
    if (array != JsonToken.START_ARRAY) {
      throw unknown();
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Optional<String> model = Optional.empty();
      Optional<Usd> cost = Optional.empty();
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw unknown();
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (key) {
          case "model" -> model = text(parser, value);
          case "usd" -> cost = text(parser, value).map(SpendFile::amount);
          default -> parser.skipChildren();
        }
      }
      models.put(model.orElseThrow(this::unknown), cost.orElseThrow(this::unknown));
    }
  }

  private static Usd amount(String text) {
    Usd amount = Usd.parse(text);
    if (amount.nanos() < 0) {
      throw new NumberFormatException("negative");
    }
    return amount;
  }

  private Optional<String> text(JsonParser parser, JsonToken value) {
    return switch (value) {
      case VALUE_STRING -> Optional.of(parser.getString());
      case VALUE_NULL -> Optional.empty();
      default -> throw unknown();
    };
  }

  private long count(JsonParser parser, JsonToken value) {
    if (value != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
      throw unknown();
    }
    return parser.getLongValue();
  }

  private BreakevenException unknown() {
    return new BreakevenException(
        ErrorCode.FORMAT_UNKNOWN,
        "there is no spend in this file",
        file.toString(),
        "Give what 'breakeven check --json' or 'breakeven usage --json' printed.");
  }
}
