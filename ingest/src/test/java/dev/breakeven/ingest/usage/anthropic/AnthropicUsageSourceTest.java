package dev.breakeven.ingest.usage.anthropic;

import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;

final class AnthropicUsageSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new AnthropicUsageSource();
  }

  @Override
  protected List<String> fixtures() {
    return List.of("usage.json");
  }

  /// The report's fields are disjoint, so its total is their sum.
  @Override
  protected Generated generate(SplittableRandom random) {
    long[] counts = random.longs(5, 0, 1_000_000).toArray();
    return new Generated(
        """
        {"data":[{"starting_at":"2026-06-01T00:00:00Z","ending_at":"2026-06-02T00:00:00Z","results":[\
        {"uncached_input_tokens":%d,"cache_read_input_tokens":%d,"cache_creation":\
        {"ephemeral_5m_input_tokens":%d,"ephemeral_1h_input_tokens":%d},"output_tokens":%d}]}]}
        """
            .formatted(counts[0], counts[1], counts[2], counts[3], counts[4]),
        counts[0] + counts[1] + counts[2] + counts[3] + counts[4]);
  }
}
