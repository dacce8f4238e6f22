package dev.breakeven.wire.llm;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/// An error of ours as a dialect writes it, so that a client's library knows what to throw.
///
/// `type` is the dialect's own word, `code` is ours and stable.
public record ErrorShape(Dialect dialect, String type, String code, String message) {

  /// The body of a plain answer.
  public byte[] body() {
    return json().getBytes(StandardCharsets.UTF_8);
  }

  /// The event that tells of the error in a stream.
  public byte[] event() {
    String text =
        switch (dialect) {
          case OPENAI -> "data: " + json() + "\n\n";
          case ANTHROPIC -> "event: error\ndata: " + json() + "\n\n";
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String json() {
    return switch (dialect) {
      case OPENAI ->
          "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":%s}}"
              .formatted(quoted(message), quoted(type), quoted(code));
      case ANTHROPIC ->
          "{\"type\":\"error\",\"error\":{\"type\":%s,\"message\":%s,\"code\":%s}}"
              .formatted(quoted(type), quoted(message), quoted(code));
    };
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }
}
