package dev.breakeven.core.audit;

import dev.breakeven.core.audit.Telemetry.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What inference engines counted, by the pod that they run in.
///
/// Ranks of one engine repeat its counts, so the series of a pod are never summed: where several
/// stand side by side the largest holds.
final class Engines {
  private static final List<Metric> OF_ENGINES =
      List.of(
          Metric.RUNNING,
          Metric.WAITING,
          Metric.KV_USAGE,
          Metric.PROMPT_TOKENS,
          Metric.GENERATED_TOKENS,
          Metric.PREEMPTIONS,
          Metric.REQUESTS);

  private final Map<String, Engine> engines = new TreeMap<>();

  Engines(Telemetry telemetry) {
    for (Metric metric : OF_ENGINES) {
      for (HourSeries series : telemetry.of(metric)) {
        engines
            .computeIfAbsent(pod(series), pod -> new Engine(pod, new EnumMap<>(Metric.class)))
            .series()
            .computeIfAbsent(metric, _ -> new ArrayList<>())
            .add(series);
      }
    }
  }

  /// The series of one pod.
  record Engine(String pod, Map<Metric, List<HourSeries>> series) {
    boolean isKnown() {
      return !series.isEmpty();
    }

    private List<HourSeries> of(Metric metric) {
      return series.getOrDefault(metric, List.of());
    }

    /// Hours for which anything of it is known.
    long hours() {
      return series.values().stream()
          .flatMap(List::stream)
          .mapToLong(HourSeries::known)
          .max()
          .orElse(0);
    }

    long hoursAbove(Metric metric, double level) {
      return of(metric).stream()
          .mapToLong(each -> each.known() - each.atMost(level))
          .max()
          .orElse(0);
    }

    double sum(Metric metric) {
      return of(metric).stream().mapToDouble(HourSeries::sum).max().orElse(0);
    }

    double peak(Metric metric) {
      return of(metric).stream()
          .mapToDouble(HourSeries::peak)
          .filter(peak -> !Double.isNaN(peak))
          .max()
          .orElse(Double.NaN);
    }

    double peakOrZero(Metric metric) {
      double peak = peak(metric);
      return Double.isNaN(peak) ? 0 : peak;
    }

    double at(Metric metric, long hour) {
      return of(metric).stream()
          .mapToDouble(each -> each.at(hour))
          .filter(value -> !Double.isNaN(value))
          .max()
          .orElse(0);
    }

    /// The hour in which it read and made the most tokens; 1970 when none are known.
    long busiestHour() {
      return of(Metric.GENERATED_TOKENS).stream()
          .flatMapToLong(HourSeries::hours)
          .boxed()
          .max(Comparator.comparingDouble(this::tokensAt).thenComparing(Comparator.reverseOrder()))
          .orElse(0L);
    }

    private double tokensAt(long hour) {
      return at(Metric.PROMPT_TOKENS, hour) + at(Metric.GENERATED_TOKENS, hour);
    }

    /// The addresses that it was scraped at.
    Set<String> instances() {
      return series.values().stream()
          .flatMap(List::stream)
          .map(each -> each.label("instance"))
          .collect(Collectors.toSet());
    }

    /// The model that it serves; empty when it does not say.
    String model() {
      return series.values().stream()
          .flatMap(List::stream)
          .map(each -> each.label("model_name", "model"))
          .filter(name -> !name.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  private static String pod(HourSeries series) {
    String pod = series.label("exported_pod", "pod");
    return pod.isEmpty()
        ? series.label("instance")
        : series.label("exported_namespace", "namespace") + "/" + pod;
  }

  /// The engine in a pod, by namespace and name; one of which nothing is known where there is none.
  Engine of(String pod) {
    return engines.getOrDefault(pod, new Engine(pod, Map.of()));
  }

  /// Every pod, or instance outside a cluster, of which an engine metric is known.
  List<Engine> all() {
    return List.copyOf(engines.values());
  }
}
