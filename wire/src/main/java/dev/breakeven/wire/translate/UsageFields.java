package dev.breakeven.wire.translate;

import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.wire.json.Json;
import java.util.Optional;

/// The usage of an answer in the words of each dialect; nothing where it is absent.
final class UsageFields {
  private UsageFields() {}

  static Optional<Json> openAi(Metered metered) {
    if (metered.state() == Metered.State.ABSENT) {
      return Optional.empty();
    }
    Usage usage = metered.usage();
    long written = usage.cacheWrite5m() + usage.cacheWrite1h();
    Json.Fields prompt = Json.fields().with("cached_tokens", usage.cacheRead());
    if (written > 0) {
      prompt.with("cache_write_tokens", written);
    }
    return Optional.of(
        Json.fields()
            .with("prompt_tokens", usage.totalInput())
            .with("completion_tokens", usage.totalOutput())
            .with("total_tokens", usage.total().count())
            .with("prompt_tokens_details", prompt)
            .with(
                "completion_tokens_details",
                Json.fields().with("reasoning_tokens", usage.reasoning())));
  }

  static Optional<Json> anthropic(Metered metered) {
    if (metered.state() == Metered.State.ABSENT) {
      return Optional.empty();
    }
    Usage usage = metered.usage();
    return Optional.of(
        Json.fields()
            .with("input_tokens", usage.input())
            .with("cache_creation_input_tokens", usage.cacheWrite5m() + usage.cacheWrite1h())
            .with("cache_read_input_tokens", usage.cacheRead())
            .with("output_tokens", usage.totalOutput())
            .with(
                "output_tokens_details", Json.fields().with("thinking_tokens", usage.reasoning())));
  }
}
