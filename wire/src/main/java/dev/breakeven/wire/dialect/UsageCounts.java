package dev.breakeven.wire.dialect;

import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The counts of one usage object as an upstream states them; -1 where it states none.
///
/// A later object of the same answer replaces what it states and leaves the rest.
final class UsageCounts {
  private static final long ABSENT = -1;

  private long input = ABSENT;
  private long output = ABSENT;
  private long total = ABSENT;
  private long read = ABSENT;
  private long written = ABSENT;
  private long written5m = ABSENT;
  private long written1h = ABSENT;
  private long reasoning = ABSENT;
  private long searches;

  /// Reads a usage object of either dialect; false where the parser stands on none.
  boolean read(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return false;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      count(key, parser);
    }
    return true;
  }

  private void count(String key, JsonParser parser) {
    switch (key) {
      case "prompt_tokens", "input_tokens" -> input = number(parser, input);
      case "completion_tokens", "output_tokens" -> output = number(parser, output);
      case "total_tokens" -> total = number(parser, total);
      case "cached_tokens", "cache_read_input_tokens" -> read = number(parser, read);
      case "cache_write_tokens", "cache_creation_input_tokens" -> written = number(parser, written);
      case "ephemeral_5m_input_tokens" -> written5m = number(parser, written5m);
      case "ephemeral_1h_input_tokens" -> written1h = number(parser, written1h);
      case "reasoning_tokens", "thinking_tokens" -> reasoning = number(parser, reasoning);
      case "web_search_requests" -> searches = Math.max(0, number(parser, searches));
      case "prompt_tokens_details",
          "completion_tokens_details",
          "input_tokens_details",
          "output_tokens_details",
          "cache_creation",
          "server_tool_use" ->
          read(parser);
      default -> parser.skipChildren();
    }
  }

  /// A negative count says nothing; null and other values leave what was said before.
  private static long number(JsonParser parser, long before) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      parser.skipChildren();
      return before;
    }
    return Math.max(ABSENT, parser.getLongValue());
  }

  /// What an OpenAI-like upstream states: cached tokens are part of the prompt, reasoning is part
  /// of the output unless the total says that it comes on top. Absent where the parts contradict
  /// the sums, or a sum is missing.
  Metered ofOpenAi(Metered.State state) {
    long cacheRead = Math.max(0, read);
    long cacheWrite = Math.max(0, written);
    long hidden = Math.max(0, reasoning);
    long fresh = input - cacheRead - cacheWrite;
    long generated = output == ABSENT && total >= 0 ? total - input : output;
    boolean onTop = hidden > 0 && total >= 0 && total == input + generated + hidden;
    long visible = onTop ? generated : generated - hidden;
    if (input == ABSENT || generated < 0 || fresh < 0 || visible < 0) {
      return Metered.ABSENT;
    }
    return metered(state, new Usage(fresh, cacheRead, cacheWrite, 0, visible, hidden));
  }

  /// What Anthropic states: input without what the cache gave or took, thinking as part of the
  /// output. What it does not say of the kind of a cache write is the kind of five minutes.
  Metered ofAnthropic(Metered.State state) {
    if (input == ABSENT || output == ABSENT) {
      return Metered.ABSENT;
    }
    long hour = Math.max(0, written1h);
    long minutes = Math.max(Math.max(0, written5m), Math.max(0, written) - hour);
    long hidden = Math.min(Math.max(0, reasoning), output);
    return metered(
        state, new Usage(input, Math.max(0, read), minutes, hour, output - hidden, hidden));
  }

  private Metered metered(Metered.State state, Usage usage) {
    return new Metered(
        state, usage, searches == 0 ? Map.of() : Map.of("web_search_requests", searches));
  }
}
