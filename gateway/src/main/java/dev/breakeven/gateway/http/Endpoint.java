package dev.breakeven.gateway.http;

import dev.breakeven.wire.dialect.Dialect;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A path that is forwarded, and whose dialect it speaks.
///
/// Chats have a counterpart in the other dialect; the other paths have none.
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

  /// The path that asks for the same in a dialect; empty when that dialect has none.
  Optional<Endpoint> in(Dialect other) {
    if (other == dialect) {
      return Optional.of(this);
    }
    return switch (this) {
      case CHAT -> Optional.of(MESSAGES);
      case MESSAGES -> Optional.of(CHAT);
      case COMPLETIONS, EMBEDDINGS, COUNT_TOKENS -> Optional.empty();
    };
  }

  /// The dialects in which this can be asked for, its own among them.
  Set<Dialect> dialects() {
    return this == CHAT || this == MESSAGES ? EnumSet.allOf(Dialect.class) : EnumSet.of(dialect);
  }

  /// True when output tokens come of it.
  boolean generates() {
    return generates;
  }
}
