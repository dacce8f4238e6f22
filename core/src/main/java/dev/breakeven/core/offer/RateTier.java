package dev.breakeven.core.offer;

import dev.breakeven.core.units.Tokens;

/// A provider's ceiling for one usage tier: requests and tokens a minute.
public record RateTier(String name, long requestsPerMinute, Tokens tokensPerMinute) {
  public RateTier {
    if (requestsPerMinute <= 0) {
      throw new IllegalArgumentException(
          "requests per minute: " + requestsPerMinute + " (expected: positive)");
    }
  }
}
