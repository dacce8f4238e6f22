package dev.breakeven.gateway.trace;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.wire.dialect.RequestFacts;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The spans of one call: one for the call itself and, below it, one for each attempt at an
/// upstream. No prompt, no answer and no key is in them. Owned by one event loop.
///
/// Attributes `gen_ai.*` stand with attempts alone, so that whoever counts calls of models, tokens
/// or costs over spans counts each once.
public final class CallTrace {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final List<String> FIELDS = List.copyOf(W3C.fields());
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  private static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  private static final int CLIENT_LEFT = 499;
  private static final double MILLIS = 1000;

  /// Others choose names of models; a span is no place for a long one.
  private static final int LONGEST = 200;

  private final Tracer tracer;
  private final String operation;
  private final String requestId;
  private final Span call;
  private final Context context;
  private @Nullable Span attempt;
  private boolean isStream;
  private int attempts;

  CallTrace(
      Tracer tracer,
      HttpServerRequest request,
      String route,
      String operation,
      String requestId,
      long arrivedEpochNanos) {
    this.tracer = tracer;
    this.operation = operation;
    this.requestId = requestId;
    Context client = W3C.extract(Context.root(), request.headers(), new Fields());
    String method = brief(request.method().name());
    call =
        tracer
            .spanBuilder(method + " " + route)
            .setSpanKind(SpanKind.SERVER)
            .setParent(client)
            .setStartTimestamp(arrivedEpochNanos, TimeUnit.NANOSECONDS)
            .setAttribute("http.request.method", method)
            .setAttribute("http.route", route)
            .setAttribute("url.path", route)
            .setAttribute("url.scheme", request.isSSL() ? "https" : "http")
            .setAttribute("breakeven.request.id", requestId)
            .startSpan();
    context = client.with(call);
  }

  /// What the body says.
  public void asked(RequestFacts facts) {
    isStream = facts.stream();
    call.setAttribute("breakeven.request.model", brief(facts.model()));
    call.setAttribute("breakeven.request.stream", isStream);
  }

  /// The next attempt begins: `headers`, which go to the upstream, name it as their parent.
  /// `reason` is why it goes there.
  public void attempt(
      UpstreamSettings upstream, Replica replica, String model, String reason, MultiMap headers) {
    attempts++;
    Span span =
        tracer
            .spanBuilder(operation + " " + brief(model))
            .setSpanKind(SpanKind.CLIENT)
            .setParent(context)
            .setAttribute("gen_ai.operation.name", operation)
            .setAttribute("gen_ai.provider.name", provider(upstream.provider()))
            .setAttribute("gen_ai.request.model", brief(model))
            .setAttribute("gen_ai.request.stream", isStream)
            .setAttribute("server.address", replica.host())
            .setAttribute("server.port", replica.port())
            .setAttribute("breakeven.request.id", requestId)
            .setAttribute("breakeven.attempt", attempts)
            .setAttribute("breakeven.upstream", upstream.name())
            .setAttribute("breakeven.route.reason", brief(reason))
            .startSpan();
    attempt = span;
    FIELDS.forEach(headers::remove);
    W3C.inject(context.with(span), headers, (_, name, value) -> headers.set(name, value));
  }

  /// The attempt has ended with this row; `failure` is why it was no answer.
  public void attempted(Attempt row, Optional<Failure> failure) {
    Span span = attempt;
    if (span == null) {
      return;
    }
    attempt = null;
    usage(span, row);
    int status = row.ending().status();
    boolean left = failure.isEmpty() && status == CLIENT_LEFT;
    if (failure.isEmpty() && !left) {
      span.setAttribute("http.response.status_code", status);
      span.setAttribute("gen_ai.response.model", brief(row.call().modelServed()));
    }
    if (!row.ending().finish().isEmpty() && failure.isEmpty()) {
      span.setAttribute(FINISH_REASONS, List.of(brief(row.ending().finish())));
    }
    if (left) {
      span.setAttribute(ERROR_TYPE, "client_left").setStatus(StatusCode.ERROR);
    }
    failure.ifPresent(
        why -> {
          if (why.isOfUpstreamsStatus()) {
            span.setAttribute("http.response.status_code", why.status());
          }
          span.setAttribute(ERROR_TYPE, why.kind().name().toLowerCase(Locale.ROOT));
          span.setStatus(StatusCode.ERROR);
        });
    span.end();
  }

  private void usage(Span span, Attempt row) {
    Metered metered = row.metered();
    String state = metered.state().name().toLowerCase(Locale.ROOT);
    span.setAttribute("breakeven.usage.state", state);
    if (metered.state() != Metered.State.ABSENT) {
      Usage usage = metered.usage();
      span.setAttribute("gen_ai.usage.input_tokens", usage.totalInput());
      span.setAttribute("gen_ai.usage.output_tokens", usage.totalOutput());
      if (metered.state() != Metered.State.ESTIMATED) {
        span.setAttribute("gen_ai.usage.cache_read.input_tokens", usage.cacheRead());
        span.setAttribute(
            "gen_ai.usage.cache_creation.input_tokens",
            usage.cacheWrite5m() + usage.cacheWrite1h());
        span.setAttribute("gen_ai.usage.reasoning.output_tokens", usage.reasoning());
      }
    }
    if (row.cost() instanceof Cost.Priced priced) {
      span.setAttribute("breakeven.cost.nano_usd", priced.usd().nanos());
    }
    if (isStream && row.timing().ttftMillis().isPresent()) {
      long millis = row.timing().ttftMillis().getAsLong() - row.timing().queueMillis().orElse(0);
      span.setAttribute("gen_ai.response.time_to_first_chunk", millis / MILLIS);
    }
    scope(span, "breakeven.service", row.scope().service());
    scope(span, "breakeven.team", row.scope().team());
  }

  private static void scope(Span span, String name, String value) {
    if (!value.isEmpty()) {
      span.setAttribute(name, brief(value));
    }
  }

  /// The client has its answer; `problem` is the code of the error that it is, empty for none.
  public void ended(int status, String problem) {
    if (attempt != null) {
      attempt.end();
      attempt = null;
    }
    call.setAttribute("http.response.status_code", status);
    call.setAttribute("breakeven.attempts", attempts);
    if (!problem.isEmpty()) {
      call.setAttribute(ERROR_TYPE, problem);
      // a refusal is the client's affair, a stream that broke after its head is ours
      if (status / 100 != 4) {
        call.setStatus(StatusCode.ERROR);
      }
    }
    call.end();
  }

  /// The catalog's name of a provider, as OpenTelemetry writes it.
  private static String provider(String name) {
    return switch (name) {
      case "azure" -> "azure.ai.openai";
      case "google" -> "gcp.gemini";
      case "mistral" -> "mistral_ai";
      case "" -> "unknown";
      default -> name;
    };
  }

  private static String brief(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  /// Reads headers.
  private record Fields() implements TextMapGetter<MultiMap> {
    @Override
    public Iterable<String> keys(MultiMap headers) {
      return headers.names();
    }

    @Override
    public @Nullable String get(@Nullable MultiMap headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  }
}
