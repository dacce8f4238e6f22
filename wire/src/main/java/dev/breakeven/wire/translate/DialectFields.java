package dev.breakeven.wire.translate;

/// The fields that translations leave out, since they change nothing about the answer.
final class DialectFields {
  /// Labels, hints to caches, and what the gateway does itself.
  static final String[] OPENAI_DROPPED = {
    "metadata",
    "prediction",
    "prompt_cache_key",
    "prompt_cache_retention",
    "safety_identifier",
    "stream_options"
  };

  static final String[] ANTHROPIC_DROPPED = {"cache_control"};

  private DialectFields() {}
}
