package dev.breakeven.core.pricing;

import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Tokens;

/// The tokens of one call, or of many summed, in disjoint classes. Never negative.
public record Usage(
    long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long reasoning) {
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

  public Usage {
    if ((input | cacheRead | cacheWrite5m | cacheWrite1h | output | reasoning) < 0) {
      throw new IllegalArgumentException(
          "usage: a negative token count (expected: every class at least 0)");
    }
  }

  public static Usage of(long input, long output) {
    return new Usage(input, 0, 0, 0, output, 0);
  }

  public long count(TokenClass tokenClass) {
    return switch (tokenClass) {
      case INPUT -> input;
      case CACHE_READ -> cacheRead;
      case CACHE_WRITE_5M -> cacheWrite5m;
      case CACHE_WRITE_1H -> cacheWrite1h;
      case OUTPUT -> output;
      case REASONING -> reasoning;
    };
  }

  /// Everything the model read: the count that long-context cliffs look at.
  public long totalInput() {
    return Math.addExact(
        Math.addExact(input, cacheRead), Math.addExact(cacheWrite5m, cacheWrite1h));
  }

  public long totalOutput() {
    return Math.addExact(output, reasoning);
  }

  public Tokens total() {
    return Tokens.of(Math.addExact(totalInput(), totalOutput()));
  }

  public Usage plus(Usage other) {
    return new Usage(
        Math.addExact(input, other.input),
        Math.addExact(cacheRead, other.cacheRead),
        Math.addExact(cacheWrite5m, other.cacheWrite5m),
        Math.addExact(cacheWrite1h, other.cacheWrite1h),
        Math.addExact(output, other.output),
        Math.addExact(reasoning, other.reasoning));
  }
}
