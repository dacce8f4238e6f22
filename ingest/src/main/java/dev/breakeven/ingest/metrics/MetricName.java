package dev.breakeven.ingest.metrics;

import dev.breakeven.core.audit.Telemetry.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What exporters call a metric, in which unit, and how it counts; newer names first.
///
/// Counters are read as increases, the rest as the largest value of an hour. `GPU_BUSY` has a
/// profiling field, which many exporters do not export, and the coarser one that all do.
enum MetricName {
  DCGM_ACTIVE("DCGM_FI_PROF_GR_ENGINE_ACTIVE", Metric.GPU_BUSY, 1, false),
  DCGM_UTIL("DCGM_FI_DEV_GPU_UTIL", Metric.GPU_BUSY, 0.01, false),
  DCGM_USED("DCGM_FI_DEV_FB_USED", Metric.GPU_MEMORY_USED, 1 << 20, false),
  DCGM_FREE("DCGM_FI_DEV_FB_FREE", Metric.GPU_MEMORY_FREE, 1 << 20, false),
  DCGM_POWER("DCGM_FI_DEV_POWER_USAGE", Metric.GPU_WATTS, 1, false),
  VLLM_RUNNING("vllm:num_requests_running", Metric.RUNNING, 1, false),
  VLLM_WAITING("vllm:num_requests_waiting", Metric.WAITING, 1, false),
  VLLM_KV("vllm:kv_cache_usage_perc", Metric.KV_USAGE, 1, false),
  VLLM_KV_OLD("vllm:gpu_cache_usage_perc", Metric.KV_USAGE, 1, false),
  VLLM_PROMPT("vllm:prompt_tokens_total", Metric.PROMPT_TOKENS, 1, true),
  VLLM_GENERATED("vllm:generation_tokens_total", Metric.GENERATED_TOKENS, 1, true),
  VLLM_PREEMPTIONS("vllm:num_preemptions_total", Metric.PREEMPTIONS, 1, true),
  VLLM_REQUESTS("vllm:request_success_total", Metric.REQUESTS, 1, true),
  SGLANG_RUNNING("sglang:num_running_reqs", Metric.RUNNING, 1, false),
  SGLANG_WAITING("sglang:num_queue_reqs", Metric.WAITING, 1, false),
  SGLANG_KV("sglang:token_usage", Metric.KV_USAGE, 1, false),
  SGLANG_PROMPT("sglang:prompt_tokens_total", Metric.PROMPT_TOKENS, 1, true),
  SGLANG_GENERATED("sglang:generation_tokens_total", Metric.GENERATED_TOKENS, 1, true),
  SGLANG_REQUESTS("sglang:num_requests_total", Metric.REQUESTS, 1, true),
  TRTLLM_RUNNING("trtllm_num_requests_running", Metric.RUNNING, 1, false),
  TRTLLM_WAITING("trtllm_num_requests_waiting", Metric.WAITING, 1, false),
  TRTLLM_KV("trtllm_kv_cache_utilization", Metric.KV_USAGE, 1, false);

  /// The labels by which requests are counted apart; they are summed over them.
  static final List<String> APART = List.of("finished_reason", "is_streaming");

  private final String text;
  private final Metric metric;
  private final double factor;
  private final boolean counter;

  MetricName(String text, Metric metric, double factor, boolean counter) {
    this.text = text;
    this.metric = metric;
    this.factor = factor;
    this.counter = counter;
  }

  static Optional<MetricName> of(String text) {
    return Arrays.stream(values()).filter(name -> name.text.equals(text)).findFirst();
  }

  static List<MetricName> all() {
    return List.of(values());
  }

  String text() {
    return text;
  }

  Metric metric() {
    return metric;
  }

  /// By which a value becomes one in the unit of the metric.
  double factor() {
    return factor;
  }

  boolean isCounter() {
    return counter;
  }

  /// The value of each hour, as a query.
  String query() {
    String hour = (counter ? "increase(" : "max_over_time(") + text + "[1h])";
    return metric == Metric.REQUESTS
        ? "sum without (" + String.join(", ", APART) + ") (" + hour + ")"
        : hour;
  }
}
