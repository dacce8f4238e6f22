package dev.breakeven.gateway.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Where traces go, as the variables of OpenTelemetry say it: those that begin with `OTEL_`.
public record TraceExport(Map<String, String> variables) {
  public static final TraceExport NONE = new TraceExport(Map.of());

  private static final String PREFIX = "OTEL_";

  /// Of all variables of a process.
  public TraceExport {
    variables =
        variables.entrySet().stream()
            .filter(each -> each.getKey().startsWith(PREFIX) && !each.getValue().isBlank())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// The same without one of the variables.
  public TraceExport without(String name) {
    Map<String, String> fewer = new HashMap<>(variables);
    fewer.remove(name);
    return new TraceExport(fewer);
  }

  /// True when a collector is named and nothing says that it gets no traces.
  public boolean isOn() {
    boolean named =
        variables.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
            || variables.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    return named
        && !value("OTEL_SDK_DISABLED").equalsIgnoreCase("true")
        && !value("OTEL_TRACES_EXPORTER").equals("none");
  }

  /// The collector, as it is named for traces alone, else for everything; empty for none.
  public String endpoint() {
    String traces = value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    return traces.isEmpty() ? value("OTEL_EXPORTER_OTLP_ENDPOINT") : traces;
  }

  private String value(String name) {
    return variables.getOrDefault(name, "");
  }
}
