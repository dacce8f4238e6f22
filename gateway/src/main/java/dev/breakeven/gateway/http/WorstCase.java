package dev.breakeven.gateway.http;

import dev.breakeven.wire.dialect.RequestFacts;

/// The most tokens that a request can use.
record WorstCase(long input, long output) {
  /// What a part that is no text may count at most, in input tokens.
  private static final long ATTACHMENT_TOKENS = 16_384;

  /// No bound that a client states counts for more: no cap has room for it anyway.
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  /// Of a request of `asked`, whose longest form has `bytes`; `defaultOutput` bounds the output
  /// where the request does not.
  static WorstCase of(Endpoint endpoint, RequestFacts asked, int bytes, long defaultOutput) {
    long attachments = (long) asked.images() + asked.audio() + asked.documents();
    long bound = asked.maxTokens().orElse(defaultOutput);
    return new WorstCase(
        bytes + ATTACHMENT_TOKENS * attachments,
        endpoint.generates() ? multiplied(asked.answers(), bound) : 0);
  }

  /// The product, at most [#MOST_TOKENS].
  private static long multiplied(long one, long other) {
    boolean fits = Math.multiplyHigh(one, other) == 0 && one * other >= 0;
    return fits ? Math.min(one * other, MOST_TOKENS) : MOST_TOKENS;
  }
}
