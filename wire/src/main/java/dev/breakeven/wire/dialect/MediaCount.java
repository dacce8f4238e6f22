package dev.breakeven.wire.dialect;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Counts the parts of messages that are no text, and the bytes of those that are inline.
final class MediaCount {
  private static final byte[] INLINE = {'d', 'a', 't', 'a', ':'};

  private final byte[] body;
  private long mediaFrom = -1;
  int images;
  int audio;
  int documents;
  long mediaBytes;

  MediaCount(byte[] body) {
    this.body = body;
  }

  /// Reads one message, whose start the parser stands on; other values are skipped.
  void message(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    part(parser);
  }

  private void part(JsonParser parser) {
    while (next(parser) != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = next(parser);
      switch (key) {
        case "type" -> type(parser, value);
        case "content" -> parts(parser, value);
        case "source", "image_url", "input_audio", "file", "data", "url", "file_data" ->
            media(parser, key, value);
        default -> parser.skipChildren();
      }
    }
  }

  private void parts(JsonParser parser, JsonToken value) {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (next(parser) != JsonToken.END_ARRAY) {
      message(parser);
    }
  }

  private void type(JsonParser parser, JsonToken value) {
    if (value != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return;
    }
    switch (parser.getString()) {
      case "image", "image_url", "input_image" -> images++;
      case "audio", "input_audio" -> audio++;
      case "document", "file", "input_file" -> documents++;
      default -> {}
    }
  }

  private void media(JsonParser parser, String key, JsonToken value) {
    if (value == JsonToken.VALUE_STRING) {
      int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
      mediaFrom = key.equals("data") || isInline(start + 1) ? start : -1;
    } else if (value == JsonToken.START_OBJECT) {
      while (next(parser) != JsonToken.END_OBJECT) {
        String inner = parser.currentName();
        JsonToken innerValue = next(parser);
        switch (inner) {
          case "data", "url", "file_data" -> media(parser, inner, innerValue);
          default -> parser.skipChildren();
        }
      }
    } else {
      parser.skipChildren();
    }
  }

  private boolean isInline(int start) {
    for (int i = 0; i < INLINE.length; i++) {
      if (start + i >= body.length || body[start + i] != INLINE[i]) {
        return false;
      }
    }
    return true;
  }

  /// Media end where the next token begins: their quotes do not count, a comma does.
  private JsonToken next(JsonParser parser) {
    JsonToken token = parser.nextToken();
    if (mediaFrom >= 0) {
      mediaBytes += parser.currentTokenLocation().getByteOffset() - mediaFrom - 2;
      mediaFrom = -1;
    }
    return token;
  }
}
