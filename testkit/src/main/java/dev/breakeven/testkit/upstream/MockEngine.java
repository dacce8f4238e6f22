package dev.breakeven.testkit.upstream;

import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A script that saturates as an engine does: so many requests run at once, the others wait their
/// turn, and `metrics` tells of both. Thread-safe.
public final class MockEngine implements MockUpstream.Script {
  private final int batch;
  private final MockUpstream.Script script;
  private final Semaphore places;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile double kvUse;

  /// How an engine names its metrics.
  public enum Names {
    VLLM("vllm:num_requests_running", "vllm:num_requests_waiting", "vllm:kv_cache_usage_perc"),
    OLD_VLLM("vllm:num_requests_running", "vllm:num_requests_waiting", "vllm:gpu_cache_usage_perc"),
    SGLANG("sglang:num_running_reqs", "sglang:num_queue_reqs", "sglang:token_usage");

    private final String running;
    private final String waiting;
    private final String kvUse;

    Names(String running, String waiting, String kvUse) {
      this.running = running;
      this.waiting = waiting;
      this.kvUse = kvUse;
    }
  }

  public MockEngine(int batch, MockUpstream.Script script) {
    this.batch = batch;
    this.script = script;
    places = new Semaphore(batch, true);
  }

  @Override
  public void answer(MockRequest request, MockResponse response) throws Exception {
    waiting.incrementAndGet();
    try {
      places.acquire();
    } finally {
      waiting.decrementAndGet();
    }
    running.incrementAndGet();
    try {
      script.answer(request, response);
      ended.incrementAndGet();
    } finally {
      running.decrementAndGet();
      places.release();
    }
  }

  /// How full the KV cache is, from 0 to 1; else the share of the batch that runs.
  public void kvUse(double value) {
    kvUse = value;
  }

  public int waiting() {
    return waiting.get();
  }

  public int running() {
    return running.get();
  }

  /// What `/metrics` says, with labels, a comment and a metric of another kind.
  public String metrics(Names names) {
    String prefix = names.running.substring(0, names.running.indexOf(':'));
    return String.format(
        Locale.ROOT,
        """
        # HELP %2$s Requests, with {braces} and 17
        # TYPE %2$s gauge
        %2$s{model_name="a, b {c}",engine="0"} %3$d.0
        %4$s{model_name="a, b {c}",engine="0"} %5$d.0
        %6$s{model_name="a, b {c}",engine="0"} %7$s
        %1$s:e2e_request_latency_seconds_sum{model_name="a, b {c}"} 12.5
        %1$s:e2e_request_latency_seconds_count{model_name="a, b {c}"} %8$d
        %1$s:prompt_tokens_total{model_name="a, b {c}"} 8.128902e+06
        """,
        prefix,
        names.running,
        running.get(),
        names.waiting,
        waiting.get(),
        names.kvUse,
        Math.max(kvUse, (double) running.get() / batch),
        ended.get());
  }
}
