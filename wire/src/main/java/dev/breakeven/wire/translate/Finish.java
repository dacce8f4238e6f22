package dev.breakeven.wire.translate;

import java.util.Optional;

/// Why an answer ended, in the words of each dialect.
final class Finish {
  private Finish() {}

  /// Empty for a reason that OpenAI has no word for.
  static Optional<String> toOpenAi(String stopReason) {
    return switch (stopReason) {
      case "end_turn", "stop_sequence" -> Optional.of("stop");
      case "max_tokens", "model_context_window_exceeded" -> Optional.of("length");
      case "tool_use" -> Optional.of("tool_calls");
      case "refusal" -> Optional.of("content_filter");
      default -> Optional.empty();
    };
  }

  /// `tools` is true when the answer calls some, whatever the upstream says about its end.
  static Optional<String> toAnthropic(String finishReason, boolean tools) {
    return switch (finishReason) {
      case "stop" -> Optional.of(tools ? "tool_use" : "end_turn");
      case "length" -> Optional.of("max_tokens");
      case "tool_calls", "function_call" -> Optional.of("tool_use");
      case "content_filter" -> Optional.of("refusal");
      default -> Optional.empty();
    };
  }
}
