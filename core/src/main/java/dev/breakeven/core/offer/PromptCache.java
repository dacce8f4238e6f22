package dev.breakeven.core.offer;

import java.time.Duration;
import java.util.Optional;

/// What is published of a host's prompt cache, beside its prices.
///
/// A prefix of fewer tokens than `leastTokens` is neither stored nor found. `lifetime` is how long
/// a prefix that nobody uses can be found at most; empty where no source says.
public record PromptCache(Optional<Long> leastTokens, Optional<Duration> lifetime) {
  public static final PromptCache UNKNOWN = new PromptCache(Optional.empty(), Optional.empty());
}
