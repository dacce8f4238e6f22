package dev.breakeven.wire.translate;

import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.Optional;
import java.util.function.Function;

/// The usage of an answer in the words of each dialect; nothing where it is absent.
///
/// Throws `BreakevenException` for counts whose sums are beyond a long.
final class UsageFields {
  private UsageFields() {}

  static Optional<Json> openAi(Metered metered) {
    return told(metered, UsageFields::openAi);
  }

  private static Json openAi(Usage usage) {
    long written = Math.addExact(usage.cacheWrite5m(), usage.cacheWrite1h());
    Json.Fields prompt = Json.fields().with("cached_tokens", usage.cacheRead());
    if (written > 0) {
      prompt.with("cache_write_tokens", written);
    }
    return Json.fields()
        .with("prompt_tokens", usage.totalInput())
        .with("completion_tokens", usage.totalOutput())
        .with("total_tokens", usage.total().count())
        .with("prompt_tokens_details", prompt)
        .with(
            "completion_tokens_details", Json.fields().with("reasoning_tokens", usage.reasoning()));
  }

  static Optional<Json> anthropic(Metered metered) {
    return told(metered, UsageFields::anthropic);
  }

  private static Json anthropic(Usage usage) {
    return Json.fields()
        .with("input_tokens", usage.input())
        .with(
            "cache_creation_input_tokens",
            Math.addExact(usage.cacheWrite5m(), usage.cacheWrite1h()))
        .with("cache_read_input_tokens", usage.cacheRead())
        .with("output_tokens", usage.totalOutput())
        .with("output_tokens_details", Json.fields().with("thinking_tokens", usage.reasoning()));
  }

  private static Optional<Json> told(Metered metered, Function<Usage, Json> words) {
    if (metered.state() == Metered.State.ABSENT) {
      return Optional.empty();
    }
    try {
      metered.usage().total();
      return Optional.of(words.apply(metered.usage()));
    } catch (ArithmeticException e) {
      throw Side.ANSWER.invalid("usage", "its token counts add up to more than can be counted");
    }
  }
}
