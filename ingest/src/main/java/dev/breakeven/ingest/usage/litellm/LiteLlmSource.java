package dev.breakeven.ingest.usage.litellm;

import dev.breakeven.ingest.usage.source.Head;
import dev.breakeven.ingest.usage.source.Rows;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import dev.breakeven.ingest.usage.source.UsageSource;

/// Rows of the table `LiteLLM_SpendLogs` as CSV, JSON or an object a line.
public final class LiteLlmSource implements UsageSource {
  public static final String NAME = "litellm";

  @Override
  public String name() {
    return NAME;
  }

  /// Cache reads and writes are part of the prompt for every provider, reasoning of the completion.
  @Override
  public TokenFields tokenFields() {
    return TokenFields.NESTED;
  }

  @Override
  public boolean recognises(Head head) {
    return head.hasColumns("request_id", "startTime", "prompt_tokens")
        || head.hasLineWith("request_id", "startTime", "prompt_tokens")
        || head.isJsonWith("\"request_id\"", "\"startTime\"", "\"prompt_tokens\"", "\"call_type\"");
  }

  @Override
  public Reader reader(UsageSink sink) {
    SpendLogRow rows = new SpendLogRow(sink, tokenFields());
    return input -> Rows.each(input, sink, "data", rows::take);
  }
}
