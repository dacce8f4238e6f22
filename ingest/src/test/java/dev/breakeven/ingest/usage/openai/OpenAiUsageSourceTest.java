package dev.breakeven.ingest.usage.openai;

import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;

final class OpenAiUsageSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new OpenAiUsageSource();
  }

  @Override
  protected List<String> fixtures() {
    return List.of("usage.json", "usage-pages.jsonl");
  }

  /// OpenAI's input includes what was cached, so the total is input plus output.
  @Override
  protected Generated generate(SplittableRandom random) {
    StringBuilder results = new StringBuilder();
    long total = 0;
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      long input = random.nextInt(1_000_000);
      long output = random.nextInt(1_000_000);
      total += input + output;
      results
          .append(results.isEmpty() ? "" : ",")
          .append(
              """
              {"object":"organization.usage.completions.result","model":"m%d","num_model_requests":3,\
              "input_tokens":%d,"input_cached_tokens":%d,"output_tokens":%d}\
              """
                  .formatted(i, input, random.nextLong(input + 1), output));
    }
    return new Generated(
        """
        {"object":"page","data":[{"object":"bucket","start_time":1730419200,"end_time":1730505600,"results":[%s]}]}
        """
            .formatted(results),
        total);
  }
}
