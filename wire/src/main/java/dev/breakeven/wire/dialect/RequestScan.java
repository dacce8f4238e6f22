package dev.breakeven.wire.dialect;

import dev.breakeven.wire.json.JsonSyntax;
import dev.breakeven.wire.json.Side;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// One pass over the bytes of a request: its facts, and where the values are that may be replaced.
final class RequestScan {
  private static final int MOST_METADATA = 64;
  private static final int LONGEST_LABEL = 1024;

  /// Where a value stands; `isNull` when it is null, `isEmpty` when it is an object without keys.
  record Place(int start, int end, boolean isNull, boolean isEmpty) {}

  private final Dialect dialect;
  private final byte[] body;
  private final MediaCount media;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private String model = "";
  private boolean stream;
  private OptionalLong maxTokens = OptionalLong.empty();
  private long choices = 1;
  private long prompts = 1;
  private boolean includeUsage;
  private String user = "";
  private boolean tools;
  private boolean schema;
  private int messages;
  private boolean background;
  private @Nullable String storedInput;

  RequestScan(Dialect dialect, byte[] body) {
    this.dialect = dialect;
    this.body = body;
    media = new MediaCount(body);
    JsonSyntax.readObject(Side.REQUEST, body, 0, body.length, this::root);
    if (!places.containsKey("model")) {
      throw Side.REQUEST.invalid("model", "missing (expected: the name of a model)");
    }
  }

  RequestFacts facts() {
    return new RequestFacts(
        model,
        stream,
        maxTokens,
        Math.multiplyExact(choices, prompts),
        includeUsage,
        user.isEmpty() && dialect == Dialect.ANTHROPIC
            ? metadata.getOrDefault("user_id", "")
            : user,
        SessionName.of(metadata),
        metadata,
        tools,
        schema,
        media.images,
        media.audio,
        media.documents,
        messages,
        body.length - media.mediaBytes,
        media.mediaBytes);
  }

  /// The values that may be replaced, by their name; those in `stream_options` with a dot.
  Map<String, Place> places() {
    return places;
  }

  private void root(JsonParser parser) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "model" -> model = model(parser, value);
        case "stream" -> stream = flag(parser, value);
        case "max_tokens", "max_completion_tokens", "max_output_tokens" -> {
          OptionalLong limit = count(parser, value);
          if (limit.isPresent()) {
            maxTokens = OptionalLong.of(Math.max(maxTokens.orElse(0), limit.getAsLong()));
          }
          place(key, parser, value);
        }
        case "n", "best_of" -> choices = Math.max(choices, count(parser, value).orElse(1));
        case "stream_options" -> streamOptions(parser, value);
        case "user" -> user = optionalText(parser, value);
        case "metadata" -> labels(parser, value);
        case "tools", "functions" -> tools |= items(parser, value, JsonParser::skipChildren) > 0;
        case "response_format", "output_config", "text" -> format(parser, value);
        case "messages" -> messages = items(parser, value, media::message);
        case "input" -> input(parser, value);
        case "previous_response_id", "conversation" -> stored(key, parser, value);
        case "background" -> background = flag(parser, value);
        case "prompt" -> {
          if (value == JsonToken.START_OBJECT) {
            stored(key, parser, value);
          } else {
            prompts = batch(parser, value);
          }
        }
        default -> parser.skipChildren();
      }
    }
  }

  private String model(JsonParser parser, JsonToken value) {
    if (value != JsonToken.VALUE_STRING) {
      throw wrong(parser, value, "a text");
    }
    String name = parser.getString();
    place("model", parser, value);
    return name;
  }

  private static boolean flag(JsonParser parser, JsonToken value) {
    return switch (value) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      default -> throw wrong(parser, value, "true or false");
    };
  }

  private static OptionalLong count(JsonParser parser, JsonToken value) {
    if (value == JsonToken.VALUE_NULL) {
      return OptionalLong.empty();
    }
    if (value != JsonToken.VALUE_NUMBER_INT) {
      throw wrong(parser, value, "a whole number");
    }
    boolean fits = parser.getNumberType() == JsonParser.NumberType.INT;
    if (!fits || parser.getIntValue() < 0) {
      throw Side.REQUEST.invalid(
          JsonSyntax.path(parser), "out of range (expected: 0 to " + Integer.MAX_VALUE + ")");
    }
    return OptionalLong.of(parser.getIntValue());
  }

  private static String optionalText(JsonParser parser, JsonToken value) {
    return switch (value) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NULL -> "";
      default -> throw wrong(parser, value, "a text");
    };
  }

  private void streamOptions(JsonParser parser, JsonToken value) {
    int start = offset(parser);
    boolean isEmpty = true;
    if (value == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        isEmpty = false;
        String key = parser.currentName();
        JsonToken inner = parser.nextToken();
        if (key.equals("include_usage")) {
          includeUsage = flag(parser, inner);
          place("stream_options.include_usage", parser, inner);
        } else {
          parser.skipChildren();
        }
      }
    } else if (value != JsonToken.VALUE_NULL) {
      throw wrong(parser, value, "an object");
    }
    int end = Math.toIntExact(parser.currentLocation().getByteOffset());
    places.put("stream_options", new Place(start, end, value == JsonToken.VALUE_NULL, isEmpty));
  }

  private void labels(JsonParser parser, JsonToken value) {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (value != JsonToken.START_OBJECT) {
      throw wrong(parser, value, "an object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken inner = parser.nextToken();
      if (inner == JsonToken.VALUE_STRING && metadata.size() < MOST_METADATA) {
        String label = parser.getString();
        if (label.length() <= LONGEST_LABEL) {
          metadata.put(key, label);
        }
      }
      parser.skipChildren();
    }
  }

  private void format(JsonParser parser, JsonToken value) {
    if (value != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken inner = parser.nextToken();
      switch (key) {
        case "type" ->
            schema |= inner == JsonToken.VALUE_STRING && parser.getString().startsWith("json");
        case "format" -> format(parser, inner);
        default -> parser.skipChildren();
      }
    }
  }

  private void input(JsonParser parser, JsonToken value) {
    if (value == JsonToken.START_ARRAY) {
      messages = items(parser, value, media::message);
    } else {
      messages = 1;
      parser.skipChildren();
    }
  }

  private void stored(String key, JsonParser parser, JsonToken value) {
    if (value != JsonToken.VALUE_NULL) {
      storedInput = key;
    }
    parser.skipChildren();
  }

  @Nullable String storedInput() {
    return storedInput;
  }

  boolean runsInBackground() {
    return background;
  }

  /// How many prompts there are: a list of numbers is one prompt.
  private static long batch(JsonParser parser, JsonToken value) {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return 1;
    }
    long count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      count += parser.currentToken().isNumeric() ? 0 : 1;
      parser.skipChildren();
    }
    return Math.max(1, count);
  }

  private static int items(JsonParser parser, JsonToken value, JsonSyntax.Reading each) {
    if (value == JsonToken.VALUE_NULL) {
      return 0;
    }
    if (value != JsonToken.START_ARRAY) {
      throw wrong(parser, value, "a list");
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      each.read(parser);
      count++;
    }
    return count;
  }

  private void place(String key, JsonParser parser, JsonToken value) {
    int end = Math.toIntExact(parser.currentLocation().getByteOffset());
    places.put(key, new Place(offset(parser), end, value == JsonToken.VALUE_NULL, false));
  }

  private static int offset(JsonParser parser) {
    return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
  }

  private static RuntimeException wrong(JsonParser parser, JsonToken value, String expected) {
    return Side.REQUEST.invalid(
        JsonSyntax.path(parser), JsonSyntax.kind(value) + " (expected: " + expected + ")");
  }
}
