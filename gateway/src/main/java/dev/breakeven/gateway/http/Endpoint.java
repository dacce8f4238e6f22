package dev.breakeven.gateway.http;

import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.translate.OpenAiTarget;
import java.util.Optional;

/// A path that is forwarded, and whose dialect it speaks.
///
/// Chats have a counterpart in the other dialect; the other paths have none.
enum Endpoint {
  CHAT("/v1/chat/completions", Dialect.OPENAI, true),
  COMPLETIONS("/v1/completions", Dialect.OPENAI, true),
  RESPONSES("/v1/responses", Dialect.OPENAI, true),
  EMBEDDINGS("/v1/embeddings", Dialect.OPENAI, false),
  MESSAGES("/v1/messages", Dialect.ANTHROPIC, true),
  COUNT_TOKENS("/v1/messages/count_tokens", Dialect.ANTHROPIC, false);

  private final String path;
  private final Dialect dialect;
  private final boolean generates;

  Endpoint(String path, Dialect dialect, boolean generates) {
    this.path = path;
    this.dialect = dialect;
    this.generates = generates;
  }

  static Optional<Endpoint> of(String path) {
    for (Endpoint endpoint : values()) {
      if (endpoint.path.equals(path)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  String path() {
    return path;
  }

  Dialect dialect() {
    return dialect;
  }

  /// The path that asks for the same in a dialect; empty when that dialect has none.
  Optional<Endpoint> in(Dialect other) {
    if (other == dialect) {
      return Optional.of(this);
    }
    return switch (this) {
      case CHAT -> Optional.of(MESSAGES);
      case MESSAGES -> Optional.of(CHAT);
      case COMPLETIONS, RESPONSES, EMBEDDINGS, COUNT_TOKENS -> Optional.empty();
    };
  }

  /// Whether an upstream can be asked for this, in its own dialect or translated.
  boolean isSpokenBy(UpstreamSettings upstream) {
    return in(upstream.dialect()).isPresent() && (this != RESPONSES || upstream.api().responses());
  }

  /// Whether a copy of it tells something: what `/v1/responses` refers to is kept by one upstream,
  /// and a count of tokens costs nothing anywhere.
  boolean isCopied() {
    return switch (this) {
      case CHAT, COMPLETIONS, EMBEDDINGS, MESSAGES -> true;
      case RESPONSES, COUNT_TOKENS -> false;
    };
  }

  /// What the field is called that bounds the output, at an upstream of `target`.
  String boundField(OpenAiTarget target) {
    return switch (this) {
      case RESPONSES -> "max_output_tokens";
      case CHAT -> target.maxTokensField();
      case COMPLETIONS, EMBEDDINGS, MESSAGES, COUNT_TOKENS -> "max_tokens";
    };
  }

  /// Whether a stream tells usage only when it is asked to, by `stream_options`.
  boolean asksForUsage() {
    return this == CHAT || this == COMPLETIONS;
  }

  /// What OpenTelemetry calls this kind of call, as far as it has a name for it.
  String operation() {
    return switch (this) {
      case CHAT, MESSAGES, RESPONSES -> "chat";
      case COMPLETIONS -> "text_completion";
      case EMBEDDINGS -> "embeddings";
      case COUNT_TOKENS -> "count_tokens";
    };
  }

  /// True when output tokens come of it.
  boolean generates() {
    return generates;
  }
}
