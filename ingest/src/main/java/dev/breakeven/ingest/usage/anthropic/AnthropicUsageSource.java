package dev.breakeven.ingest.usage.anthropic;

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
import java.util.TreeMap;

/// Pages of `/v1/organizations/usage_report/messages`: sums of requests nobody counts.
public final class AnthropicUsageSource implements UsageSource {
  public static final String NAME = "anthropic-usage";

  @Override
  public String name() {
    return NAME;
  }

  /// Every field counts its own tokens; thinking is part of the output and not told apart.
  @Override
  public TokenFields tokenFields() {
    return TokenFields.DISJOINT;
  }

  @Override
  public boolean recognises(Head head) {
    return head.isJsonWith("\"starting_at\"", "\"uncached_input_tokens\"")
        && !head.isJsonWith("\"amount\"");
  }

  @Override
  public Reader reader(UsageSink sink) {
    StatedTime time = new StatedTime();
    return input ->
        Rows.each(input, sink, "data", (bucket, where) -> take(bucket, where, time, sink));
  }

  private void take(JsonObject bucket, String where, StatedTime time, UsageSink sink) {
    Optional<Instant> start = time.read(bucket.text("starting_at"));
    if (start.isEmpty()) {
      sink.reject("a bucket without starting_at", where);
      return;
    }
    for (JsonObject result : bucket.objects("results")) {
      TokenCounts counts =
          new TokenCounts(
              result.tokens("uncached_input_tokens"),
              result.tokens("cache_read_input_tokens"),
              result.object("cache_creation").tokens("ephemeral_5m_input_tokens"),
              result.object("cache_creation").tokens("ephemeral_1h_input_tokens"),
              result.tokens("output_tokens"),
              0);
      switch (counts.split(tokenFields())) {
        case TokenCounts.Split.Refused(String reason) -> sink.reject(reason, where);
        case TokenCounts.Split.Disjoint(Usage usage) ->
            sink.attempt(attempt(bucket, result, start.get(), usage));
      }
    }
  }

  private static Attempt attempt(JsonObject bucket, JsonObject result, Instant start, Usage usage) {
    String model = result.text("model") + (result.text("speed").equals("fast") ? "-fast" : "");
    return new Attempt(
        new AttemptId(id(bucket, result), 1),
        start,
        NAME,
        new Scope(
            result.text("api_key_id"),
            "",
            "",
            "",
            result.text("account_id"),
            "",
            result.text("workspace_id"),
            tags(result)),
        new Call(
            "anthropic",
            "",
            model,
            model,
            "anthropic",
            region(result),
            "",
            "",
            OptionalDouble.empty(),
            ServiceClass.ofKey(result.text("service_tier")).orElse(ServiceClass.STANDARD),
            false),
        new Metered(Metered.State.REPORTED, usage, charges(result)),
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        ListPrices.NOT_PRICED,
        Optional.empty(),
        "");
  }

  private static Map<String, Long> charges(JsonObject result) {
    Map<String, Long> charges = new TreeMap<>(Map.of(Metered.REQUESTS, 0L));
    long searches = result.object("server_tool_use").tokens("web_search_requests");
    if (searches > 0) {
      charges.put("web_search_requests", searches);
    }
    return charges;
  }

  private static Map<String, String> tags(JsonObject result) {
    Map<String, String> tags = new TreeMap<>();
    for (String key : new String[] {"context_window", "speed", "service_account_id"}) {
      if (result.has(key)) {
        tags.put(key, result.text(key));
      }
    }
    return tags;
  }

  private static String region(JsonObject result) {
    String geo = result.text("inference_geo");
    return geo.equals("global") || geo.equals("not_available") ? "" : geo;
  }

  private static String id(JsonObject bucket, JsonObject result) {
    return String.join(
        ":",
        NAME,
        bucket.text("starting_at"),
        bucket.text("ending_at"),
        result.text("account_id"),
        result.text("api_key_id"),
        result.text("context_window"),
        result.text("inference_geo"),
        result.text("model"),
        result.text("service_account_id"),
        result.text("service_tier"),
        result.text("speed"),
        result.text("workspace_id"));
  }
}
