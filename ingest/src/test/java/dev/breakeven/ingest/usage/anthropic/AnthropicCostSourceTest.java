package dev.breakeven.ingest.usage.anthropic;

import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;

final class AnthropicCostSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new AnthropicCostSource();
  }

  @Override
  protected List<String> fixtures() {
    return List.of("cost.json");
  }

  /// A bill of amounts has no tokens at all.
  @Override
  protected Generated generate(SplittableRandom random) {
    return new Generated(
        """
        {"data":[{"starting_at":"2026-06-01T00:00:00Z","ending_at":"2026-06-02T00:00:00Z","results":[\
        {"amount":"%d.5","currency":"USD"}]}]}
        """
            .formatted(random.nextInt(1_000)),
        0);
  }
}
