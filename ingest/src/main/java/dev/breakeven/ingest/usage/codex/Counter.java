package dev.breakeven.ingest.usage.codex;

import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.TokenCounts;

/// A reading of the session's token counter, in the source's own classes.
record Counter(long input, long cached, long output, long reasoning) {
  static final Counter ZERO = new Counter(0, 0, 0, 0);

  static Counter of(JsonObject usage) {
    return new Counter(
        usage.tokens("input_tokens"),
        usage.tokens("cached_input_tokens"),
        usage.tokens("output_tokens"),
        usage.tokens("reasoning_output_tokens"));
  }

  /// What was added since `earlier`; below zero in a class where the counter went back.
  Counter since(Counter earlier) {
    return new Counter(
        input - earlier.input,
        cached - earlier.cached,
        output - earlier.output,
        reasoning - earlier.reasoning);
  }

  boolean isUsable() {
    return input >= 0 && cached >= 0 && output >= 0 && reasoning >= 0;
  }

  TokenCounts counts() {
    return new TokenCounts(input, cached, 0, 0, output, reasoning);
  }

  /// A hash of this reading after those hashed in `chain`.
  long chained(long chain) {
    long hash = chain;
    for (long part : new long[] {input, cached, output, reasoning}) {
      hash = (hash ^ part) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
