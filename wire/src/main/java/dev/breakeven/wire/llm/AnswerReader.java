package dev.breakeven.wire.llm;

import dev.breakeven.core.pricing.Usage;
import java.util.Optional;

/// Reads what one answer says of itself while it passes: usage, model, why it ended.
///
/// Give it every event of a stream, or the whole body of a plain answer. Owned by one thread.
public sealed interface AnswerReader permits OpenAiAnswer, AnthropicAnswer {
  /// What an event of a stream is.
  enum Event {
    /// Carries something of the answer: text, a tool call, thinking, a refusal.
    CONTENT,
    /// Part of the protocol; the answer may go on.
    OTHER,
    /// Nothing but the usage, as asked for with `include_usage`.
    USAGE,
    /// The mark of the end.
    END,
    /// Tells of an error.
    ERROR,
    /// Not JSON, or nothing that this dialect has.
    MALFORMED
  }

  /// Reads the data of one event of a stream: `bytes` from `from` to before `to`.
  Event event(byte[] bytes, int from, int to);

  /// Reads a plain answer; false when it is no JSON object.
  boolean body(byte[] body);

  /// The tokens that the upstream counted; empty as long as it said nothing.
  Optional<Usage> usage();

  /// True once the usage is that of the whole answer.
  boolean usageIsFinal();

  /// The model that answered, empty when not stated.
  String model();

  /// The reason given for the end of the answer, empty as long as none was.
  String finish();

  /// Bytes of text that were generated so far, as JSON has them: for an estimate.
  long generatedBytes();
}
