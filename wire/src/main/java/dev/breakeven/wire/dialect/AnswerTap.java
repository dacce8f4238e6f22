package dev.breakeven.wire.dialect;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.wire.json.JsonSyntax;
import dev.breakeven.wire.json.Side;
import dev.breakeven.wire.sse.EventData;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the facts of one answer beside its forwarding: of a whole body, or of a stream's events.
///
/// Never throws for what an upstream sends; a body or chunk that is no JSON is an error in the
/// facts. Keeps no text of the answer. Not thread-safe, and good for one answer.
public abstract sealed class AnswerTap permits OpenAiAnswerTap, AnthropicAnswerTap {
  private static final int LONGEST = 1024;

  /// What an event of a stream is, for who decides what becomes of it.
  public enum Event {
    /// Has something that the model wrote.
    CONTENT,
    /// Part of the protocol; the answer may go on.
    OTHER,
    /// Nothing but usage: what `include_usage` adds, for a client who did not ask for it to miss.
    USAGE,
    /// The mark of the end.
    END,
    ERROR,
    /// No JSON object.
    MALFORMED
  }

  String id = "";
  String model = "";
  String finish = "";
  String error = "";
  final TokenEstimate written = new TokenEstimate();
  private boolean wrote;
  Event last = Event.OTHER;

  public static AnswerTap of(Dialect dialect) {
    return switch (dialect) {
      case OPENAI -> new OpenAiAnswerTap();
      case ANTHROPIC -> new AnthropicAnswerTap();
    };
  }

  /// Takes the whole body of an answer that is no stream.
  public final void body(byte[] bytes, int offset, int length) {
    if (read(bytes, offset, length, this::readBody)) {
      endOfBody();
    }
  }

  /// Takes the data of the next event of a stream.
  public final void event(EventData data) {
    byte[] buffer = data.bytes();
    int offset = data.from();
    int length = data.length();
    if (isEnd(buffer, offset, length)) {
      last = Event.END;
      return;
    }
    wrote = false;
    String errorBefore = error;
    last = Event.OTHER;
    error = "";
    if (!read(buffer, offset, length, this::readEvent)) {
      last = Event.MALFORMED;
    } else if (!error.isEmpty()) {
      last = Event.ERROR;
    } else if (wrote) {
      last = Event.CONTENT;
    }
    error = errorBefore.isEmpty() ? error : errorBefore;
  }

  /// What the last event was.
  public final Event last() {
    return last;
  }

  public final AnswerFacts facts() {
    return new AnswerFacts(
        id, model, finish, metered(), isComplete() && error.isEmpty(), error, written.tokens());
  }

  abstract void readBody(JsonParser parser);

  abstract void readEvent(JsonParser parser);

  abstract void endOfBody();

  abstract boolean isEnd(byte[] buffer, int offset, int length);

  abstract boolean isComplete();

  abstract Metered metered();

  private boolean read(byte[] bytes, int offset, int length, JsonSyntax.Reading reading) {
    try {
      JsonSyntax.readObject(Side.ANSWER, bytes, offset, length, reading);
      return true;
    } catch (BreakevenException e) {
      error = e.what();
      return false;
    }
  }

  /// The text that the parser stands on, or `before` where there is none.
  static String text(JsonParser parser, String before) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return before;
    }
    String text = parser.getString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  /// Reads the message of an error object; what the upstream says about it comes first.
  final void readError(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    String said = "";
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean isMessage = parser.currentName().equals("message");
        parser.nextToken();
        if (isMessage) {
          said = text(parser, said);
        } else {
          parser.skipChildren();
        }
      }
    } else {
      said = text(parser, "");
    }
    error = said.isEmpty() ? "the upstream says error" : said;
  }

  /// The text that the parser stands on is something that the model wrote; other values are
  /// skipped.
  final void countOutput(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      int length = parser.getStringLength();
      written.add(parser.getStringCharacters(), parser.getStringOffset(), length);
      wrote |= length > 0;
    } else {
      parser.skipChildren();
    }
  }
}
