package dev.breakeven.ingest.usage.otel;

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
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.TokenCounts;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/// Turns the spans of model calls into attempts; spans of agents and tools are passed over.
final class SpanReader {
  private static final BigDecimal LAST_NANOS = BigDecimal.valueOf(7_258_118_400_000_000_000L);
  private static final long SECOND = 1_000_000_000L;

  /// Operations that sum the calls below them, or call no model.
  private static final Set<String> NO_CALLS =
      Set.of("invoke_agent", "create_agent", "execute_tool", "invoke_workflow");

  /// Names of providers by the conventions, old and new, as the catalog's.
  private static final Map<String, String> PROVIDERS =
      Map.ofEntries(
          Map.entry("aws.bedrock", "bedrock"),
          Map.entry("az.ai.inference", "azure"),
          Map.entry("az.ai.openai", "azure"),
          Map.entry("azure.ai.inference", "azure"),
          Map.entry("azure.ai.openai", "azure"),
          Map.entry("gcp.gemini", "google"),
          Map.entry("gcp.gen_ai", "google"),
          Map.entry("gcp.vertex_ai", "vertex"),
          Map.entry("gemini", "google"),
          Map.entry("mistral_ai", "mistral"),
          Map.entry("vertex_ai", "vertex"),
          Map.entry("x_ai", "xai"));

  private final UsageSink sink;
  private final TokenFields fields;

  SpanReader(UsageSink sink, TokenFields fields) {
    this.sink = sink;
    this.fields = fields;
  }

  void take(JsonObject span, Attributes resource, String where) {
    Attributes of = Attributes.of(span.objects("attributes"));
    String model = of.text("gen_ai.response.model", "gen_ai.request.model");
    if (model.isEmpty() || NO_CALLS.contains(of.text("gen_ai.operation.name"))) {
      return;
    }
    Optional<Instant> start = time(span.text("startTimeUnixNano"));
    if (start.isEmpty() || span.text("traceId").isEmpty() || span.text("spanId").isEmpty()) {
      sink.reject("a span without traceId, spanId or startTimeUnixNano", where);
      return;
    }
    TokenCounts counts = counts(of);
    // older instrumentations of Anthropic leave cache tokens out of the input
    boolean apart = counts.cached() > counts.input();
    TokenFields inThisSpan = apart ? new TokenFields(false, fields.outputHasReasoning()) : fields;
    switch (counts.split(inThisSpan)) {
      case TokenCounts.Split.Refused(String reason) -> sink.reject(reason, where);
      case TokenCounts.Split.Disjoint(Usage usage) ->
          sink.attempt(attempt(span, of, resource, start.get(), usage));
    }
  }

  private static TokenCounts counts(Attributes of) {
    return new TokenCounts(
        of.tokens("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
        of.tokens(
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.cache_read_input_tokens",
            "gen_ai.usage.input_tokens.cached"),
        of.tokens(
            "gen_ai.usage.cache_creation.input_tokens",
            "gen_ai.usage.cache_creation_input_tokens",
            "gen_ai.usage.cache_write_input_tokens",
            "gen_ai.usage.input_tokens.cache_write"),
        0,
        of.tokens("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
        of.tokens(
            "gen_ai.usage.reasoning.output_tokens",
            "gen_ai.usage.output_tokens.reasoning",
            "gen_ai.usage.reasoning_tokens"));
  }

  private static Attempt attempt(
      JsonObject span, Attributes of, Attributes resource, Instant start, Usage usage) {
    boolean stated =
        of.has("gen_ai.usage.input_tokens")
            || of.has("gen_ai.usage.prompt_tokens")
            || !usage.equals(Usage.NONE);
    return new Attempt(
        new AttemptId(OtelSource.NAME + ":" + span.text("traceId") + ":" + span.text("spanId"), 1),
        start,
        OtelSource.NAME,
        new Scope(
            "",
            resource.text("service.name"),
            "",
            "",
            of.text("enduser.id", "user.id"),
            of.text("gen_ai.conversation.id", "session.id"),
            resource.text("service.namespace"),
            Map.of()),
        call(of),
        stated ? Metered.reported(usage) : Metered.ABSENT,
        timing(span, start),
        ending(span, of),
        ListPrices.NOT_PRICED,
        Optional.empty(),
        "");
  }

  private static Call call(Attributes of) {
    String provider = of.text("gen_ai.provider.name", "gen_ai.system");
    String served = of.text("gen_ai.response.model", "gen_ai.request.model");
    String tier =
        of.text(
            "openai.response.service_tier",
            "gen_ai.openai.response.service_tier",
            "gen_ai.openai.request.service_tier");
    return new Call(
        provider.equals("anthropic") ? "anthropic" : "openai",
        "",
        of.text("gen_ai.request.model", "gen_ai.response.model"),
        served,
        PROVIDERS.getOrDefault(provider, provider.replace('_', '-')),
        of.text("cloud.region", "aws.region"),
        of.text("server.address"),
        "",
        OptionalDouble.empty(),
        ServiceClass.ofKey(tier).orElse(ServiceClass.STANDARD),
        false);
  }

  /// The span's own length; empty where its clock went back.
  private static Timing timing(JsonObject span, Instant start) {
    Optional<Instant> end = time(span.text("endTimeUnixNano"));
    OptionalLong duration =
        end.filter(at -> !at.isBefore(start))
            .map(at -> OptionalLong.of(java.time.Duration.between(start, at).toMillis()))
            .orElse(OptionalLong.empty());
    return new Timing(OptionalLong.empty(), OptionalLong.empty(), duration);
  }

  private static Ending ending(JsonObject span, Attributes of) {
    long status = of.tokens("http.response.status_code", "http.status_code");
    String code = span.object("status").text("code");
    boolean failed = code.equals("2") || code.equals("STATUS_CODE_ERROR");
    String finish = of.text("gen_ai.response.finish_reasons");
    return new Ending(
        status >= 100 && status <= 599 ? (int) status : 0,
        failed && finish.isEmpty() ? "error" : finish);
  }

  private static Optional<Instant> time(String nanos) {
    return JsonObject.decimal(nanos)
        .filter(number -> number.signum() > 0 && number.compareTo(LAST_NANOS) < 0)
        .map(BigDecimal::longValue)
        .map(number -> Instant.ofEpochSecond(number / SECOND, number % SECOND));
  }
}
