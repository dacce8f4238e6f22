package dev.breakeven.ingest.usage.source;

/// What the token fields of a source include: the one thing to know before they are summed.
///
/// `inputHasCache`: tokens read from and written to a prompt cache are part of the input count.
/// `outputHasReasoning`: reasoning tokens are part of the output count.
public record TokenFields(boolean inputHasCache, boolean outputHasReasoning) {
  /// Every field counts its own tokens only.
  public static final TokenFields DISJOINT = new TokenFields(false, false);

  /// As OpenAI counts: cached within input, reasoning within output.
  public static final TokenFields NESTED = new TokenFields(true, true);
}
