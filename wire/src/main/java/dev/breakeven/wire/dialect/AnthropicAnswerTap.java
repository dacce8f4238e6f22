package dev.breakeven.wire.dialect;

import dev.breakeven.core.ledger.Metered;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads messages of Anthropic: usage at the start of a stream, then sums that replace it.
final class AnthropicAnswerTap extends AnswerTap {
  private final UsageCounts counts = new UsageCounts();
  private boolean stated;
  private boolean isWhole;
  private boolean stopped;

  AnthropicAnswerTap() {}

  @Override
  boolean isEnd(byte[] buffer, int offset, int length) {
    return false;
  }

  @Override
  void readBody(JsonParser parser) {
    message(parser);
  }

  @Override
  void endOfBody() {
    isWhole = true;
    stopped = true;
  }

  @Override
  boolean isComplete() {
    return stopped;
  }

  @Override
  Metered metered() {
    if (!stated) {
      return Metered.ABSENT;
    }
    return counts.ofAnthropic(isWhole ? Metered.State.REPORTED : Metered.State.PARTIAL);
  }

  /// The usage of an event counts as whole when the event also says why the message stopped.
  @Override
  void readEvent(JsonParser parser) {
    boolean usage = false;
    boolean stop = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "type" -> {
          if (text(parser, "").equals("message_stop")) {
            stopped = true;
            last = Event.END;
          }
        }
        case "message" -> {
          if (value == JsonToken.START_OBJECT) {
            message(parser);
          }
        }
        case "usage" -> usage = counts.read(parser);
        case "delta", "content_block" -> stop |= delta(parser, value);
        case "error" -> readError(parser);
        default -> parser.skipChildren();
      }
    }
    stated |= usage;
    isWhole |= usage && stop;
  }

  private void message(JsonParser parser) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "id" -> id = text(parser, id);
        case "model" -> model = text(parser, model);
        case "stop_reason" -> finish = text(parser, finish);
        case "usage" -> stated |= counts.read(parser);
        case "error" -> readError(parser);
        case "content" -> {
          while (value == JsonToken.START_ARRAY && parser.nextToken() != JsonToken.END_ARRAY) {
            delta(parser, parser.currentToken());
          }
        }
        default -> parser.skipChildren();
      }
    }
  }

  /// Counts what a block or its piece adds to the output; true when it has a reason to stop.
  private boolean delta(JsonParser parser, JsonToken start) {
    boolean stop = false;
    if (start != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return false;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "stop_reason" -> {
          stop = value == JsonToken.VALUE_STRING;
          finish = text(parser, finish);
        }
        case "text", "thinking", "partial_json", "name" -> countOutput(parser);
        case "input" -> input(parser);
        default -> parser.skipChildren();
      }
    }
    return stop;
  }

  /// The input of a tool in a whole message, as many bytes as it has in the body.
  private void input(JsonParser parser) {
    long start = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    written.addUnseen(parser.currentLocation().getByteOffset() - start);
  }
}
