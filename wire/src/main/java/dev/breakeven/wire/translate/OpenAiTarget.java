package dev.breakeven.wire.translate;

/// What an OpenAI-like upstream wants to hear.
///
/// `maxTokensField` is how it calls the limit on output. `thinkingBlocks` is true for one that
/// passes them on to a model of Anthropic; others get none of the thinking of earlier turns.
public record OpenAiTarget(String maxTokensField, boolean thinkingBlocks) {
  /// OpenAI itself.
  public static final OpenAiTarget OPENAI = new OpenAiTarget("max_completion_tokens", false);

  /// Engines and providers that speak like it.
  public static final OpenAiTarget COMPATIBLE = new OpenAiTarget("max_tokens", false);
}
