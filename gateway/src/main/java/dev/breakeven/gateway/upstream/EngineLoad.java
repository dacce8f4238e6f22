package dev.breakeven.gateway.upstream;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What an engine shows of its load in the text format of Prometheus, summed over its models.
///
/// `kvUse` is the fullest KV cache, from 0 to 1, and `ended` counts the requests that it has
/// answered since it began; each is empty where the engine does not say it.
record EngineLoad(long running, long waiting, OptionalDouble kvUse, OptionalLong ended) {
  /// The names of vLLM, SGLang, TGI and llama.cpp; those of Prometheus may have `_` for `:`.
  private static final List<String> RUNNING =
      List.of(
          "vllm_num_requests_running",
          "sglang_num_running_reqs",
          "tgi_batch_current_size",
          "llamacpp_requests_processing");

  private static final List<String> WAITING =
      List.of(
          "vllm_num_requests_waiting",
          "sglang_num_queue_reqs",
          "tgi_queue_size",
          "llamacpp_requests_deferred");

  /// The second is an older name of the first.
  private static final List<String> KV_USE =
      List.of(
          "vllm_kv_cache_usage_perc",
          "vllm_gpu_cache_usage_perc",
          "sglang_token_usage",
          "llamacpp_kv_cache_usage_ratio");

  private static final List<String> ENDED =
      List.of("vllm_e2e_request_latency_seconds_count", "sglang_e2e_request_latency_seconds_count");

  /// Reads `/metrics`; empty when it does not say what runs and what waits.
  static Optional<EngineLoad> parse(String text) {
    OptionalDouble running = OptionalDouble.empty();
    OptionalDouble waiting = OptionalDouble.empty();
    OptionalDouble kvUse = OptionalDouble.empty();
    OptionalDouble ended = OptionalDouble.empty();
    for (String line : text.split("\n")) {
      String name = name(line);
      OptionalDouble value = name.isEmpty() ? OptionalDouble.empty() : value(line);
      if (value.isEmpty()) {
        continue;
      }
      double number = value.getAsDouble();
      if (RUNNING.contains(name)) {
        running = OptionalDouble.of(running.orElse(0) + number);
      } else if (WAITING.contains(name)) {
        waiting = OptionalDouble.of(waiting.orElse(0) + number);
      } else if (KV_USE.contains(name)) {
        kvUse = OptionalDouble.of(Math.max(kvUse.orElse(0), number));
      } else if (ENDED.contains(name)) {
        ended = OptionalDouble.of(ended.orElse(0) + number);
      }
    }
    if (running.isEmpty() || waiting.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new EngineLoad(
            (long) running.getAsDouble(),
            (long) waiting.getAsDouble(),
            kvUse,
            ended.isEmpty() ? OptionalLong.empty() : OptionalLong.of((long) ended.getAsDouble())));
  }

  /// The name of the metric with `_` for `:`; empty for a comment.
  private static String name(String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != '{' && line.charAt(end) != ' ') {
      end++;
    }
    return line.startsWith("#") ? "" : line.substring(0, end).replace(':', '_');
  }

  /// The number after the name and its labels, which may have any text; no time may follow it.
  private static OptionalDouble value(String line) {
    try {
      double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1).strip());
      return value >= 0 && value < Long.MAX_VALUE
          ? OptionalDouble.of(value)
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
