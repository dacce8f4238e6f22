package dev.breakeven.wire.llm;

import dev.breakeven.wire.llm.RequestOutline.Places;
import dev.breakeven.wire.llm.RequestOutline.Span;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads the outline of one request body.
final class OutlineReader {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Set<String> ATTACHMENTS =
      Set.of(
          "image_url",
          "input_image",
          "image",
          "input_audio",
          "file",
          "input_file",
          "document",
          "video_url");

  /// The keys that are read; each may be there once.
  private enum Key {
    MODEL,
    USER,
    STREAM,
    STREAM_OPTIONS,
    MAX_TOKENS,
    MAX_COMPLETION_TOKENS,
    MAX_OUTPUT_TOKENS,
    N,
    BEST_OF,
    METADATA
  }

  private final byte[] body;
  private final Set<Key> seen = EnumSet.noneOf(Key.class);
  private String model = "";
  private String user = "";
  private boolean stream;
  private boolean usageAsked;
  private OptionalLong maxOutput = OptionalLong.empty();
  private long choices = 1;
  private int attachments;
  private Span modelSpan = Span.NONE;
  private Span optionsSpan = Span.NONE;
  private Span usageSpan = Span.NONE;

  OutlineReader(byte[] body) {
    this.body = body;
  }

  RequestOutline read() {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidBodyException("", "the body is no JSON object");
      }
      int start = (int) json.currentLocation().getByteOffset();
      boolean empty = true;
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        empty = false;
        property(json);
      }
      if (json.nextToken() != null) {
        throw new InvalidBodyException("", "something follows the JSON object");
      }
      Places places = new Places(start, empty, modelSpan, optionsSpan, usageSpan);
      return new RequestOutline(
          model, user, stream, usageAsked, maxOutput, choices, attachments, places);
    } catch (StreamConstraintsException e) {
      throw new InvalidBodyException("", "the JSON is nested too deeply or has too long a token");
    } catch (JacksonException e) {
      throw new InvalidBodyException("", "the body is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private void property(JsonParser json) {
    String name = json.currentName();
    Key key = key(name);
    json.nextToken();
    if (key == null) {
      passOver(json);
      return;
    }
    if (!seen.add(key)) {
      throw new InvalidBodyException(name, "'" + name + "' is there twice");
    }
    switch (key) {
      case MODEL -> {
        int from = (int) json.currentTokenLocation().getByteOffset();
        model = text(json, name);
        modelSpan = new Span(from, (int) json.currentLocation().getByteOffset());
      }
      case USER -> user = json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : "";
      case STREAM -> stream = flag(json, name);
      case STREAM_OPTIONS -> streamOptions(json);
      case MAX_TOKENS, MAX_COMPLETION_TOKENS, MAX_OUTPUT_TOKENS -> {
        OptionalLong stated = count(json, name);
        // two bounds: the larger one is the worst case, whichever of them the upstream takes
        maxOutput =
            stated.isPresent() && maxOutput.isPresent()
                ? OptionalLong.of(Math.max(stated.getAsLong(), maxOutput.getAsLong()))
                : stated.isPresent() ? stated : maxOutput;
      }
      case N, BEST_OF -> choices = Math.max(choices, count(json, name).orElse(1));
      case METADATA -> metadata(json);
    }
  }

  private static @Nullable Key key(String name) {
    return switch (name) {
      case "model" -> Key.MODEL;
      case "user" -> Key.USER;
      case "stream" -> Key.STREAM;
      case "stream_options" -> Key.STREAM_OPTIONS;
      case "max_tokens" -> Key.MAX_TOKENS;
      case "max_completion_tokens" -> Key.MAX_COMPLETION_TOKENS;
      case "max_output_tokens" -> Key.MAX_OUTPUT_TOKENS;
      case "n" -> Key.N;
      case "best_of" -> Key.BEST_OF;
      case "metadata" -> Key.METADATA;
      default -> null;
    };
  }

  private void streamOptions(JsonParser json) {
    int from = (int) json.currentTokenLocation().getByteOffset();
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean usage = json.currentName().equals("include_usage");
        boolean yes = json.nextToken() == JsonToken.VALUE_TRUE;
        int value = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        if (usage && !usageSpan.isEmpty()) {
          throw new InvalidBodyException("stream_options", "'include_usage' is there twice");
        } else if (usage) {
          usageAsked = yes;
          usageSpan = new Span(value, (int) json.currentLocation().getByteOffset());
        }
      }
    } else {
      passOver(json);
    }
    optionsSpan = new Span(from, (int) json.currentLocation().getByteOffset());
  }

  /// Anthropic's place for the user.
  private void metadata(JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      passOver(json);
      return;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean id = json.currentName().equals("user_id");
      if (json.nextToken() == JsonToken.VALUE_STRING && id) {
        user = json.getString();
      }
      json.skipChildren();
    }
  }

  /// Passes over the current value, and counts the attachments in it.
  private void passOver(JsonParser json) {
    int depth = 0;
    boolean type = false;
    while (true) {
      JsonToken token = json.currentToken();
      if (token == JsonToken.PROPERTY_NAME) {
        type = json.currentName().equals("type");
      } else {
        if (type && token == JsonToken.VALUE_STRING && ATTACHMENTS.contains(json.getString())) {
          attachments++;
        }
        type = false;
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 0) {
          return;
        }
      }
      if (json.nextToken() == null) {
        throw new InvalidBodyException("", "the JSON ends in the middle");
      }
    }
  }

  private static String text(JsonParser json, String name) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new InvalidBodyException(name, "'" + name + "' must be a string");
    }
    String text = json.getString();
    json.finishToken();
    return text;
  }

  private static boolean flag(JsonParser json, String name) {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      default -> throw new InvalidBodyException(name, "'" + name + "' must be true or false");
    };
  }

  private static OptionalLong count(JsonParser json, String name) {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return OptionalLong.empty();
    }
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && json.getLongValue() >= 0) {
      return OptionalLong.of(json.getLongValue());
    }
    throw new InvalidBodyException(name, "'" + name + "' must be a whole number from 0");
  }
}
