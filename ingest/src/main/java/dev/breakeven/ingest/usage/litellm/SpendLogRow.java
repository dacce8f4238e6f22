package dev.breakeven.ingest.usage.litellm;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.StatedTime;
import dev.breakeven.ingest.usage.source.TokenCounts;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Turns rows of `LiteLLM_SpendLogs` into attempts, whichever way they came.
final class SpendLogRow {
  private final UsageSink sink;
  private final TokenFields fields;
  private final StatedTime time = new StatedTime();

  SpendLogRow(UsageSink sink, TokenFields fields) {
    this.sink = sink;
    this.fields = fields;
  }

  void take(JsonObject row, String where) {
    Optional<Instant> start = time.read(row.value("startTime").orElse(""));
    String id = row.text("request_id");
    if (id.isEmpty() || start.isEmpty()) {
      sink.reject(id.isEmpty() ? "no request_id" : "startTime is not a time", where);
      return;
    }
    JsonObject metadata = metadata(row);
    TokenCounts counts = counts(row, metadata.object("usage_object"));
    // before it learned to add them, LiteLLM left cache tokens out of the prompt
    boolean apart = counts.cached() > counts.input();
    TokenFields inThisRow = apart ? new TokenFields(false, fields.outputHasReasoning()) : fields;
    switch (counts.split(inThisRow)) {
      case TokenCounts.Split.Refused(String reason) -> sink.reject(reason, where);
      case TokenCounts.Split.Disjoint(Usage usage) ->
          sink.attempt(attempt(row, metadata, id, start.get(), usage));
    }
  }

  /// An object, or in CSV and some JSON exports the text of one.
  private static JsonObject metadata(JsonObject row) {
    return row.value("metadata").orElse("") instanceof String text
        ? JsonObject.parse(text).orElse(new JsonObject(Map.of()))
        : row.object("metadata");
  }

  private static TokenCounts counts(JsonObject row, JsonObject usage) {
    JsonObject prompt = usage.object("prompt_tokens_details");
    long read =
        usage.has("cache_read_input_tokens")
            ? usage.tokens("cache_read_input_tokens")
            : prompt.tokens("cached_tokens");
    long written =
        usage.has("cache_creation_input_tokens")
            ? usage.tokens("cache_creation_input_tokens")
            : prompt.tokens("cache_creation_tokens");
    long hour = prompt.object("cache_creation_token_details").tokens("ephemeral_1h_input_tokens");
    boolean split = hour >= 0 && hour <= written;
    return new TokenCounts(
        row.tokens("prompt_tokens"),
        read,
        split ? written - hour : written,
        split ? hour : 0,
        row.tokens("completion_tokens"),
        usage.object("completion_tokens_details").tokens("reasoning_tokens"));
  }

  private static Attempt attempt(
      JsonObject row, JsonObject metadata, String id, Instant start, Usage usage) {
    boolean none = usage.equals(Usage.NONE);
    return new Attempt(
        new AttemptId(LiteLlmSource.NAME + ":" + id, 1),
        start,
        LiteLlmSource.NAME,
        scope(row, metadata),
        call(row),
        none ? Metered.ABSENT : Metered.reported(usage),
        timing(row, start),
        ending(row, metadata),
        cost(row, none),
        Optional.empty(),
        "");
  }

  private static Scope scope(JsonObject row, JsonObject metadata) {
    Map<String, String> tags = new TreeMap<>();
    JsonObject listed =
        row.value("request_tags").orElse("") instanceof String text
            ? JsonObject.parse("{\"request_tags\":" + text + "}").orElse(row)
            : row;
    for (String tag : listed.texts("request_tags")) {
      int colon = tag.indexOf(':');
      tags.put(
          colon < 0 ? tag : tag.substring(0, colon), colon < 0 ? "" : tag.substring(colon + 1));
    }
    String team = metadata.text("user_api_key_team_alias");
    String user = row.text("end_user");
    return new Scope(
        row.text("api_key"),
        "",
        team.isEmpty() ? row.text("team_id") : team,
        row.text("organization_id"),
        user.isEmpty() ? row.text("user") : user,
        row.text("session_id"),
        "",
        tags);
  }

  private static Call call(JsonObject row) {
    String provider = row.text("custom_llm_provider");
    String model = row.text("model");
    String served =
        model.startsWith(provider + "/") ? model.substring(provider.length() + 1) : model;
    String asked = row.text("model_group");
    return new Call(
        "openai",
        "",
        asked.isEmpty() ? served : asked,
        served,
        provider,
        "",
        "",
        row.isTrue("cache_hit") ? "answered from the cache of the proxy" : "",
        OptionalDouble.empty(),
        ServiceClass.STANDARD,
        false);
  }

  /// First-token time only where the answer began before it ended, which is a stream.
  private static Timing timing(JsonObject row, Instant start) {
    StatedTime time = new StatedTime();
    Optional<Instant> first = time.read(row.value("completionStartTime").orElse(""));
    Optional<Instant> end = time.read(row.value("endTime").orElse(""));
    OptionalLong duration = end.map(at -> millis(start, at)).orElse(OptionalLong.empty());
    boolean streamed = first.isPresent() && end.isPresent() && first.get().isBefore(end.get());
    return new Timing(
        OptionalLong.empty(),
        streamed ? millis(start, first.get()) : OptionalLong.empty(),
        duration);
  }

  /// Empty where clocks disagree and the end lies before the start.
  private static OptionalLong millis(Instant from, Instant to) {
    return to.isBefore(from)
        ? OptionalLong.empty()
        : OptionalLong.of(Duration.between(from, to).toMillis());
  }

  private static Ending ending(JsonObject row, JsonObject metadata) {
    return switch (row.text("status")) {
      case "success" -> new Ending(200, "");
      case "failure" -> {
        String code = metadata.object("error_information").text("error_code");
        yield new Ending(code.matches("[1-5]\\d\\d") ? Integer.parseInt(code) : 0, "failure");
      }
      default -> Ending.UNKNOWN;
    };
  }

  /// What the proxy counted; its 0 for tokens it has no price for is no price.
  private static Cost cost(JsonObject row, boolean none) {
    Optional<Usd> spend = row.usd("spend");
    boolean free = none || row.isTrue("cache_hit");
    if (spend.isEmpty() || (spend.get().equals(Usd.ZERO) && !free)) {
      return ListPrices.NOT_PRICED;
    }
    return new Cost.Priced(spend.get(), Basis.METERED, "");
  }
}
