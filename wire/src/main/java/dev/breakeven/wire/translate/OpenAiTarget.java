package dev.breakeven.wire.translate;

/// What an OpenAI-like upstream wants to hear.
///
/// `maxTokensField` is how it calls the limit on output. `thinkingBlocks` is true for one that
/// passes them on to a model of Anthropic; others get none of the thinking of earlier turns.
/// `streamOptions` is false for one that refuses them, and states usage without being asked.
public record OpenAiTarget(String maxTokensField, boolean thinkingBlocks, boolean streamOptions) {
  /// OpenAI itself.
  public static final OpenAiTarget OPENAI = new OpenAiTarget("max_completion_tokens", false, true);

  /// Engines and providers that speak like it.
  public static final OpenAiTarget COMPATIBLE = new OpenAiTarget("max_tokens", false, true);

  /// One of them that takes no `stream_options`.
  public static final OpenAiTarget WITHOUT_STREAM_OPTIONS =
      new OpenAiTarget("max_tokens", false, false);
}
