package dev.breakeven.ingest.usage.litellm;

import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;

final class LiteLlmSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new LiteLlmSource();
  }

  @Override
  protected List<String> fixtures() {
    return List.of("spend.csv", "spend.json", "spend.jsonl");
  }

  /// LiteLLM states `total_tokens`, which is prompt plus completion.
  @Override
  protected Generated generate(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    long total = 0;
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      long read = random.nextInt(50_000);
      long written = random.nextInt(50_000);
      long prompt = read + written + random.nextInt(100_000);
      long reasoning = random.nextInt(5_000);
      long completion = reasoning + random.nextInt(5_000);
      total += prompt + completion;
      text.append(
          """
          {"request_id":"r%d","startTime":"2026-05-01T12:00:00","prompt_tokens":%d,"completion_tokens":%d,\
          "metadata":{"usage_object":{"prompt_tokens_details":{"cached_tokens":%d,"cache_creation_tokens":%d},\
          "completion_tokens_details":{"reasoning_tokens":%d}}}}
          """
              .formatted(i, prompt, completion, read, written, reasoning));
    }
    return new Generated(text.toString(), total);
  }
}
