package dev.breakeven.catalog.external;

import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import java.util.List;

/// What a cost key of LiteLLM's file prices.
///
/// A key is a base name and suffixes in any order: `_above_1hr` (cache lifetime),
/// `_above_200k_tokens` (cliff), `_batches`, `_flex`, `_priority` (service class).
sealed interface LiteLlmKey {
  record Token(TokenClass tokenClass, ServiceClass service, long aboveInput)
      implements LiteLlmKey {}

  enum Foreign implements LiteLlmKey {
    /// Images, seconds, searches, audio: not a text token.
    OTHER_CHARGE,
    /// Nothing that the format documents.
    UNKNOWN
  }

  /// A key without its suffixes; the longer name goes first where one begins with another.
  enum Base {
    CACHE_HIT("input_cost_per_token_cache_hit", TokenClass.CACHE_READ),
    INPUT("input_cost_per_token", TokenClass.INPUT),
    OUTPUT("output_cost_per_token", TokenClass.OUTPUT),
    REASONING("output_cost_per_reasoning_token", TokenClass.REASONING),
    CACHE_READ("cache_read_input_token_cost", TokenClass.CACHE_READ),
    CACHE_WRITE("cache_creation_input_token_cost", TokenClass.CACHE_WRITE_5M);

    private final String key;
    private final TokenClass tokenClass;

    Base(String key, TokenClass tokenClass) {
      this.key = key;
      this.tokenClass = tokenClass;
    }
  }

  static LiteLlmKey parse(String key) {
    for (Base base : Base.values()) {
      if (key.startsWith(base.key)) {
        return suffixes(key.substring(base.key.length()), base.tokenClass);
      }
    }
    return isOtherCharge(key) ? Foreign.OTHER_CHARGE : Foreign.UNKNOWN;
  }

  private static LiteLlmKey suffixes(String rest, TokenClass base) {
    TokenClass tokenClass = base;
    ServiceClass service = ServiceClass.STANDARD;
    long aboveInput = 0;
    String left = rest;
    while (!left.isEmpty()) {
      if (left.startsWith("_above_1hr") && tokenClass == TokenClass.CACHE_WRITE_5M) {
        tokenClass = TokenClass.CACHE_WRITE_1H;
        left = left.substring("_above_1hr".length());
      } else if (left.startsWith("_batches") && service == ServiceClass.STANDARD) {
        service = ServiceClass.BATCH;
        left = left.substring("_batches".length());
      } else if (left.startsWith("_flex") && service == ServiceClass.STANDARD) {
        service = ServiceClass.FLEX;
        left = left.substring("_flex".length());
      } else if (left.startsWith("_priority") && service == ServiceClass.STANDARD) {
        service = ServiceClass.PRIORITY;
        left = left.substring("_priority".length());
      } else {
        int end = left.indexOf("k_tokens");
        if (aboveInput > 0 || !left.startsWith("_above_") || end < 8 || end > 14) {
          return Foreign.UNKNOWN;
        }
        aboveInput = thousands(left.substring("_above_".length(), end));
        if (aboveInput == 0) {
          return Foreign.UNKNOWN;
        }
        left = left.substring(end + "k_tokens".length());
      }
    }
    return new Token(tokenClass, service, aboveInput);
  }

  private static long thousands(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      value = value * 10 + digit;
    }
    return value * 1_000;
  }

  private static boolean isOtherCharge(String key) {
    for (String unit :
        List.of(
            "audio",
            "image",
            "video",
            "second",
            "character",
            "pixel",
            "query",
            "page",
            "session",
            "search",
            "request",
            "dbu",
            "citation")) {
      if (key.contains(unit)) {
        return true;
      }
    }
    return false;
  }
}
