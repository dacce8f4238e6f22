package dev.breakeven.gateway.http;

import dev.breakeven.wire.dialect.Dialect;
import java.util.Optional;

/// A path that is forwarded, and whose dialect it speaks.
enum Endpoint {
  CHAT("/v1/chat/completions", Dialect.OPENAI, true),
  COMPLETIONS("/v1/completions", Dialect.OPENAI, true),
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

  /// True when output tokens come of it.
  boolean generates() {
    return generates;
  }
}
