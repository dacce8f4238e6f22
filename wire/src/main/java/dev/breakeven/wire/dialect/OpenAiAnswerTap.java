package dev.breakeven.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.core.ledger.Metered;
import java.util.Arrays;
import java.util.BitSet;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads chat, text and embedding answers of OpenAI and its likes, and those of its Responses API.
final class OpenAiAnswerTap extends AnswerTap {
  private static final byte[] DONE = "[DONE]".getBytes(UTF_8);
  private static final int MOST_CHOICES = 1024;

  private final UsageCounts counts = new UsageCounts();
  private final BitSet choices = new BitSet();
  private final BitSet finished = new BitSet();
  private boolean isBody;
  private boolean done;
  private boolean stated;
  private boolean statedAtEnd;
  private int index;

  OpenAiAnswerTap() {}

  @Override
  boolean isEnd(byte[] buffer, int offset, int length) {
    return Arrays.equals(buffer, offset, offset + length, DONE, 0, DONE.length);
  }

  @Override
  void readBody(JsonParser parser) {
    root(parser);
  }

  @Override
  void readEvent(JsonParser parser) {
    root(parser);
  }

  @Override
  void endOfBody() {
    isBody = true;
  }

  /// `[DONE]` alone is no end: a stream that never says why it ended was cut.
  @Override
  boolean isComplete() {
    return isBody || done || allFinished();
  }

  private boolean allFinished() {
    return !finished.isEmpty() && finished.cardinality() == choices.cardinality();
  }

  /// Usage counts as whole when it came with or after the end of every choice.
  @Override
  Metered metered() {
    if (!stated) {
      return Metered.ABSENT;
    }
    return counts.ofOpenAi(statedAtEnd || isBody ? Metered.State.REPORTED : Metered.State.PARTIAL);
  }

  private void root(JsonParser parser) {
    int inChunk = 0;
    boolean usage = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "id" -> id = text(parser, id);
        case "model" -> model = text(parser, model);
        case "usage" -> usage |= counts.read(parser);
        case "error" -> readError(parser);
        case "choices" -> inChunk += choices(parser, value);
        case "response" -> response(parser, value);
        case "status" -> status(parser);
        case "type" -> type(parser);
        case "delta" -> countOutput(parser);
        default -> parser.skipChildren();
      }
    }
    last = usage && inChunk == 0 ? Event.USAGE : last;
    stated |= usage;
    statedAtEnd |= usage && (done || allFinished());
  }

  /// The Responses API nests the answer in its events; only the last ones are the end.
  private void response(JsonParser parser, JsonToken value) {
    if (value == JsonToken.START_OBJECT) {
      root(parser);
      last = done ? Event.END : Event.OTHER;
    } else {
      parser.skipChildren();
    }
  }

  /// An event of the Responses API may be an error itself.
  private void type(JsonParser parser) {
    if (text(parser, "").equals("error") && error.isEmpty()) {
      error = "the upstream says error";
    }
  }

  private void status(JsonParser parser) {
    String status = text(parser, "");
    switch (status) {
      case "completed", "incomplete" -> {
        finish = status;
        done = true;
      }
      case "failed", "cancelled" -> finish = status;
      default -> {}
    }
  }

  private int choices(JsonParser parser, JsonToken value) {
    int count = 0;
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return count;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      count++;
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        choice(parser);
      } else {
        parser.skipChildren();
      }
    }
    return count;
  }

  private void choice(JsonParser parser) {
    index = 0;
    boolean isLast = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "index" -> index = index(parser, value);
        case "finish_reason" -> {
          isLast = value == JsonToken.VALUE_STRING;
          finish = text(parser, finish);
        }
        case "delta", "message" -> output(parser, value);
        case "text" -> countOutput(parser);
        default -> parser.skipChildren();
      }
    }
    choices.set(index);
    if (isLast) {
      finished.set(index);
    }
  }

  private static int index(JsonParser parser, JsonToken value) {
    boolean isInt =
        value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT;
    return isInt ? Math.clamp(parser.getIntValue(), 0, MOST_CHOICES) : 0;
  }

  /// Text, reasoning and the arguments of tools, at any depth.
  private void output(JsonParser parser, JsonToken value) {
    if (value == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        output(parser, parser.currentToken());
      }
    } else if (value == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        JsonToken inner = parser.nextToken();
        switch (key) {
          case "content", "reasoning_content", "reasoning", "refusal", "arguments", "name" ->
              countOutput(parser);
          default -> output(parser, inner);
        }
      }
    }
  }
}
