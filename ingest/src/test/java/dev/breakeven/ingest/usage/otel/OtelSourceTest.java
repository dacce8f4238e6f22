package dev.breakeven.ingest.usage.otel;

import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;

final class OtelSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new OtelSource();
  }

  @Override
  protected List<String> fixtures() {
    return List.of("spans.json", "spans.jsonl");
  }

  /// By the conventions the total is input plus output: cache and reasoning are within them.
  @Override
  protected Generated generate(SplittableRandom random) {
    long input = random.nextInt(1, 100_000);
    long output = random.nextInt(1, 100_000);
    long read = random.nextLong(input + 1);
    long written = random.nextLong(input - read + 1);
    boolean old = random.nextBoolean();
    return new Generated(
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"t","spanId":"s","startTimeUnixNano":"1767225600000000000",\
        "attributes":[{"key":"gen_ai.request.model","value":{"stringValue":"m"}},%s,%s,%s,%s,%s]}]}]}]}
        """
            .formatted(
                count(old ? "prompt_tokens" : "input_tokens", input),
                count(old ? "completion_tokens" : "output_tokens", output),
                count(old ? "cache_read_input_tokens" : "cache_read.input_tokens", read),
                count("cache_creation.input_tokens", written),
                count("reasoning.output_tokens", random.nextLong(output + 1))),
        input + output);
  }

  private static String count(String name, long value) {
    return "{\"key\":\"gen_ai.usage.%s\",\"value\":{\"intValue\":\"%d\"}}".formatted(name, value);
  }
}
