package dev.breakeven.gateway.trace;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.settings.TraceExport;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.Clock;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/// Turns calls into spans and sends them to a collector, in batches and on threads of their own.
/// Thread-safe.
///
/// Nothing of OpenTelemetry is loaded before there is one of these. What the collector does not
/// take in time is lost and counted, and no call waits for it.
public final class Traces implements AutoCloseable {
  private static final String SERVICE = "breakeven";
  private static final String PROTOCOL = "otel.exporter.otlp.protocol";
  private static final String OTLP = "OTEL_EXPORTER_OTLP_";
  private static final long CLOSE_SECONDS = 5;
  private static final long NANOS = 1_000_000_000L;

  /// It would print a stack trace for each batch that does not arrive; we say that ourselves. Held,
  /// since the JDK forgets the level of a logger that nobody holds.
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final Clock clock;

  /// Throws [BreakevenException] when the variables say what cannot be done.
  public Traces(TraceExport export, InstantSource instants, Counters counters) {
    LIBRARY.setLevel(Level.OFF);
    clock = clock(instants);
    try {
      sdk = sdk(export, clock, counters);
    } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
      throw invalid(export, String.valueOf(e.getMessage()));
    }
    tracer = sdk.getTracer("dev.breakeven.gateway");
  }

  private static OpenTelemetrySdk sdk(TraceExport export, Clock clock, Counters counters) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook()
        .addPropertiesCustomizer(_ -> properties(export))
        .addTracerProviderCustomizer((builder, _) -> builder.setClock(clock))
        .addSpanExporterCustomizer(
            (exporter, _) -> new CountedExporter(exporter, export.endpoint(), counters))
        .addSpanProcessorCustomizer(
            (processor, config) -> new BoundedProcessor(processor, config, counters))
        .build()
        .getOpenTelemetrySdk();
  }

  /// Names the variable without which it would do; all, and what the library says, where there is
  /// no such one.
  private static BreakevenException invalid(TraceExport export, String why) {
    List<TraceVariable> blamed =
        export.variables().entrySet().stream()
            .filter(each -> isUsable(export.without(each.getKey())))
            .map(each -> new TraceVariable(each.getKey(), each.getValue()))
            .sorted(Comparator.comparing(TraceVariable::name))
            .toList();
    return new BreakevenException(
        ErrorCode.CONFIG_INVALID,
        "traces cannot be sent: "
            + (blamed.isEmpty()
                ? why
                : blamed.stream().map(TraceVariable::told).collect(Collectors.joining("; "))),
        blamed.isEmpty() ? "the variables OTEL_..." : "the environment",
        "Mend the variable, or take OTEL_EXPORTER_OTLP_ENDPOINT away to send none.");
  }

  private static boolean isUsable(TraceExport export) {
    try {
      sdk(export, Clock.getDefault(), new Counters()).close();
      return true;
    } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  /// The variables as the SDK names them. Only traces are sent, and the W3C's headers are the ones
  /// that are read and written.
  private static Map<String, String> properties(TraceExport export) {
    Map<String, String> properties = new HashMap<>();
    require(export.variables());
    export
        .variables()
        .forEach(
            (name, value) ->
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
    properties.put(PROTOCOL, TraceVariable.HTTP);
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    properties.put("otel.propagators", "tracecontext");
    if (!properties.getOrDefault("otel.resource.attributes", "").contains("service.name=")) {
      properties.putIfAbsent("otel.service.name", SERVICE);
    }
    return properties;
  }

  /// Those for metrics and logs mean nothing here, nor does one for all kinds beside one for
  /// traces.
  private static void require(Map<String, String> variables) {
    variables.forEach(
        (name, value) -> {
          TraceVariable variable = new TraceVariable(name, value);
          boolean other = name.startsWith(OTLP + "METRICS_") || name.startsWith(OTLP + "LOGS_");
          boolean hidden = variables.containsKey(name.replace(OTLP, OTLP + "TRACES_"));
          if (!other && !(hidden && name.startsWith(OTLP)) && !variable.isUsable()) {
            throw new ConfigurationException(variable.told());
          }
        });
  }

  private static Clock clock(InstantSource instants) {
    return new Clock() {
      @Override
      public long now() {
        Instant now = instants.instant();
        return now.getEpochSecond() * NANOS + now.getNano();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }
    };
  }

  /// A call that came in at `arrivedNanos`; in a trace of the client's where its headers say so.
  /// `operation` is what OpenTelemetry calls this kind of call, and `route` its path.
  public CallTrace begin(
      HttpServerRequest request,
      String route,
      String operation,
      String requestId,
      long arrivedNanos) {
    long arrived = clock.now() - (clock.nanoTime() - arrivedNanos);
    return new CallTrace(tracer, request, route, operation, requestId, arrived);
  }

  /// Sends what waits and ends, soon at any rate.
  @Override
  public void close() {
    sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
