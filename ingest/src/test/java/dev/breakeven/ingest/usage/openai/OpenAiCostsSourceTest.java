package dev.breakeven.ingest.usage.openai;

import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;

final class OpenAiCostsSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new OpenAiCostsSource();
  }

  @Override
  protected List<String> fixtures() {
    return List.of("costs.json");
  }

  /// A bill of amounts has no tokens at all.
  @Override
  protected Generated generate(SplittableRandom random) {
    return new Generated(
        """
        {"object":"page","data":[{"object":"bucket","start_time":1730419200,"end_time":1730505600,\
        "results":[{"object":"organization.costs.result","amount":{"value":%d.25,"currency":"usd"}}]}]}
        """
            .formatted(random.nextInt(1_000)),
        0);
  }
}
