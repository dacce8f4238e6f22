package dev.breakeven.core.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What exporters counted, an hour at a time: the series of each metric, under one name each.
public record Telemetry(Map<Metric, List<HourSeries>> series) {
  public static final Telemetry NONE = new Telemetry(Map.of());

  /// What is counted, whatever an exporter calls it.
  public enum Metric {
    /// Share of the time in which a GPU did anything, 0 to 1, the largest of the hour.
    GPU_BUSY,
    /// Bytes in use, the most of the hour.
    GPU_MEMORY_USED,
    GPU_MEMORY_FREE,
    GPU_WATTS,
    /// Requests in the batch of an engine, the most of the hour.
    RUNNING,
    /// Requests that waited to be admitted, the most of the hour.
    WAITING,
    /// Share of the key-value cache in use, 0 to 1, the most of the hour.
    KV_USAGE,
    /// Tokens of prompts in the hour.
    PROMPT_TOKENS,
    GENERATED_TOKENS,
    PREEMPTIONS,
    /// Requests that ended in the hour.
    REQUESTS
  }

  public Telemetry {
    Map<Metric, List<HourSeries>> copy = new EnumMap<>(Metric.class);
    series.forEach((metric, each) -> copy.put(metric, List.copyOf(each)));
    series = Collections.unmodifiableMap(copy);
  }

  /// The series of both.
  public Telemetry plus(Telemetry other) {
    Map<Metric, List<HourSeries>> both = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      List<HourSeries> joined = new ArrayList<>(of(metric));
      joined.addAll(other.of(metric));
      if (!joined.isEmpty()) {
        both.put(metric, joined);
      }
    }
    return new Telemetry(both);
  }

  public List<HourSeries> of(Metric metric) {
    return series.getOrDefault(metric, List.of());
  }
}
