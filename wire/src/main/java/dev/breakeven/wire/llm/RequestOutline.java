package dev.breakeven.wire.llm;

import java.util.OptionalLong;

/// What a gateway must know of a request: read once, without building a document.
///
/// `model` and `user` are empty when not stated. `choices` is how many answers are asked for.
/// `attachments` counts parts that are no text: images, audio, files. `maxOutput` bounds the
/// tokens of one answer.
public record RequestOutline(
    String model,
    String user,
    boolean stream,
    boolean usageAsked,
    OptionalLong maxOutput,
    long choices,
    int attachments,
    Places places) {

  /// Where values stand in the body, for the few edits that are made.
  record Places(
      int objectStart, boolean emptyObject, Span model, Span streamOptions, Span includeUsage) {}

  /// The bytes from `from` to before `to`; empty where the value is not there.
  record Span(int from, int to) {
    static final Span NONE = new Span(0, 0);

    boolean isEmpty() {
      return from == to;
    }
  }

  /// Reads a JSON object. Throws [InvalidBodyException] for anything else, and for a key that is
  /// there twice where two readers could take different values.
  public static RequestOutline read(byte[] body) {
    return new OutlineReader(body).read();
  }
}
