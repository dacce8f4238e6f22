package dev.breakeven.ingest.usage.otel;

import dev.breakeven.ingest.usage.source.Head;
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.Rows;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import dev.breakeven.ingest.usage.source.UsageSource;

/// Spans with `gen_ai` attributes in OTLP JSON, as a document or an export request a line.
public final class OtelSource implements UsageSource {
  public static final String NAME = "otel";

  @Override
  public String name() {
    return NAME;
  }

  /// By the conventions cache tokens are part of the input and reasoning is part of the output.
  @Override
  public TokenFields tokenFields() {
    return TokenFields.NESTED;
  }

  @Override
  public boolean recognises(Head head) {
    return head.hasLineWith("resourceSpans") || head.isJsonWith("\"resourceSpans\"");
  }

  @Override
  public Reader reader(UsageSink sink) {
    SpanReader spans = new SpanReader(sink, tokenFields());
    return input ->
        Rows.each(input, sink, "resourceSpans", (resource, where) -> take(resource, where, spans));
  }

  private static void take(JsonObject resource, String where, SpanReader spans) {
    Attributes ofResource = Attributes.of(resource.object("resource").objects("attributes"));
    for (String list : new String[] {"scopeSpans", "instrumentationLibrarySpans"}) {
      for (JsonObject scope : resource.objects(list)) {
        scope.objects("spans").forEach(span -> spans.take(span, ofResource, where));
      }
    }
  }
}
