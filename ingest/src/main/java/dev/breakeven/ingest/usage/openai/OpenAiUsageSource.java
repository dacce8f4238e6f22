package dev.breakeven.ingest.usage.openai;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.source.Head;
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.Rows;
import dev.breakeven.ingest.usage.source.StatedTime;
import dev.breakeven.ingest.usage.source.TokenCounts;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Pages of `/v1/organization/usage/completions`: sums of many requests in a span of time.
public final class OpenAiUsageSource implements UsageSource {
  public static final String NAME = "openai-usage";

  @Override
  public String name() {
    return NAME;
  }

  /// Cached tokens, read or written, are part of the input; reasoning is part of the output, and
  /// not told apart.
  @Override
  public TokenFields tokenFields() {
    return TokenFields.NESTED;
  }

  @Override
  public boolean recognises(Head head) {
    return head.isJsonWith("organization.usage.completions.result")
        || (head.isJsonWith("\"object\"", "\"bucket\"", "\"start_time\"")
            && !head.isJsonWith("organization.costs.result")
            && !head.isJsonWith("organization.usage."));
  }

  @Override
  public Reader reader(UsageSink sink) {
    StatedTime time = new StatedTime();
    return input ->
        Rows.each(input, sink, "data", (bucket, where) -> take(bucket, where, time, sink));
  }

  private void take(JsonObject bucket, String where, StatedTime time, UsageSink sink) {
    Optional<Instant> start = time.read(bucket.value("start_time").orElse(""));
    if (start.isEmpty()) {
      sink.reject("a bucket without start_time", where);
      return;
    }
    for (JsonObject result : bucket.objects("results")) {
      TokenCounts counts =
          new TokenCounts(
              result.tokens("input_tokens"),
              result.tokens("input_cached_tokens"),
              result.tokens("input_cache_write_tokens"),
              0,
              result.tokens("output_tokens"),
              0);
      long requests = result.tokens("num_model_requests");
      switch (counts.split(tokenFields())) {
        case TokenCounts.Split.Refused(String reason) -> sink.reject(reason, where);
        case TokenCounts.Split.Disjoint(Usage usage) -> {
          if (requests < 0) {
            sink.reject("num_model_requests is no whole number", where);
          } else if (requests > 0 || !usage.equals(Usage.NONE)) {
            sink.attempt(attempt(bucket, result, start.get(), usage));
          }
        }
      }
    }
  }

  private static Attempt attempt(JsonObject bucket, JsonObject result, Instant start, Usage usage) {
    Metered metered =
        new Metered(
            Metered.State.REPORTED,
            usage,
            Map.of(Metered.REQUESTS, Math.max(1, result.tokens("num_model_requests"))));
    return new Attempt(
        new AttemptId(id(bucket, result), 1),
        start,
        NAME,
        new Scope(
            result.text("api_key_id"),
            "",
            "",
            "",
            result.text("user_id"),
            "",
            result.text("project_id"),
            Map.of()),
        new Call(
            "openai",
            "",
            result.text("model"),
            result.text("model"),
            "openai",
            "",
            "",
            "",
            OptionalDouble.empty(),
            service(result),
            false),
        metered,
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        ListPrices.NOT_PRICED,
        Optional.empty(),
        "");
  }

  private static ServiceClass service(JsonObject result) {
    return result.isTrue("batch")
        ? ServiceClass.BATCH
        : ServiceClass.ofKey(result.text("service_tier")).orElse(ServiceClass.STANDARD);
  }

  /// The span and all dimensions: a later page of the same day has the same id and more tokens.
  private static String id(JsonObject bucket, JsonObject result) {
    return String.join(
        ":",
        NAME,
        bucket.text("start_time"),
        bucket.text("end_time"),
        result.text("project_id"),
        result.text("user_id"),
        result.text("api_key_id"),
        result.text("model"),
        result.value("batch").orElse("").toString(),
        result.text("service_tier"));
  }
}
