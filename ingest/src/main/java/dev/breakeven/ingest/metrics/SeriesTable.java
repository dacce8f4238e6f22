package dev.breakeven.ingest.metrics;

import dev.breakeven.core.audit.HourSeries;
import dev.breakeven.core.audit.Telemetry;
import dev.breakeven.core.audit.Telemetry.Metric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Series as they come in parts and under several names, joined by their labels.
///
/// Of two names of one metric the better one holds for a thing that has both. Owned by one thread.
final class SeriesTable {
  private final Map<MetricName, Map<Map<String, String>, HourSeries>> series =
      new EnumMap<>(MetricName.class);

  HourSeries of(MetricName name, Map<String, String> labels) {
    Map<String, String> own = new TreeMap<>(labels);
    own.remove("__name__");
    MetricName.APART.forEach(own::remove);
    return series
        .computeIfAbsent(name, _ -> new LinkedHashMap<>())
        .computeIfAbsent(own, HourSeries::new);
  }

  long count() {
    return series.values().stream().mapToLong(Map::size).sum();
  }

  long newestHour() {
    return series.values().stream()
        .flatMap(each -> each.values().stream())
        .mapToLong(HourSeries::newest)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  Telemetry telemetry() {
    Map<Metric, Map<Map<String, String>, HourSeries>> best = new EnumMap<>(Metric.class);
    for (MetricName name : MetricName.all()) {
      Map<Map<String, String>, HourSeries> known =
          best.computeIfAbsent(name.metric(), _ -> new LinkedHashMap<>());
      series.getOrDefault(name, Map.of()).forEach(known::putIfAbsent);
    }
    Map<Metric, List<HourSeries>> all = new EnumMap<>(Metric.class);
    best.forEach(
        (metric, each) -> {
          if (!each.isEmpty()) {
            all.put(metric, new ArrayList<>(each.values()));
          }
        });
    return new Telemetry(all);
  }
}
