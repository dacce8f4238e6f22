package dev.breakeven.catalog.measured;

import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.core.serving.calibration.Load;
import dev.breakeven.core.serving.calibration.Measurement;
import dev.breakeven.core.serving.calibration.Measurement.Metric;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One row as a measurement, by these rules.
///
/// Load: a number is a closed loop; `qps=R` and `rate=R` an offered rate; `inf`, `qps=inf` and a
/// blank as many requests as the engine takes; `peak=N` a burst of N that drains. After any of them
/// `(max_num_seqs=N)` says how many the engine runs at once. Metric: `req_s` and `total_tok_s` are
/// turned into output tokens by the mean lengths, `prefill_tok_s` into the time of a prompt; a
/// median goes before an unstated statistic, that before a mean; other percentiles are skipped.
/// `rank` is that order, lowest first. Precision: a trailing `?` (inferred) is taken at its word;
/// fp16 is bf16, block fp8 is fp8, AWQ, GPTQ, W4A16 and GGUF 4-bit are int4, W8A8 is int8. A KV
/// cache is bf16, but fp8 under TensorRT-LLM with fp8 or nvfp4 weights: so does trtllm-bench, by
/// which NVIDIA measures, where a checkpoint does not say
/// (`docs/source/performance/perf-benchmarking.md` at ac643b6), but not with block fp8
/// (`tensorrt_llm/bench/benchmark/utils/general.py` at 0171265); that others do likewise is
/// assumed. A blank tp is all GPUs of the row; `dpN` N replicas; `depN` and `tp1+attn_dpN` N GPUs
/// with attention data-parallel; GPUs beyond tp × pp are further replicas.
///
/// TensorRT-LLM under `inf` is its offline benchmark, which takes 0.95 of the memory for the cache
/// and, from 1.0 on, runs mixtures on several GPUs with attention data-parallel; it sends so many
/// requests of one length as its pages say for that length
/// (`docs/source/performance/perf-overview.md` at 00f3768, `docs/source/developer-guide/` at
/// 03e27c7), and sets the engine's limits by the cache, at most 4,096 sequences and 32,768 tokens
/// a step (`tensorrt_llm/bench/build/tuning.py` at 04cba88). Lengths of 1,024 and 8,192 in
/// aiconfigurator's file are InferenceX runs, whose lengths are drawn from 80 to 100 % of these.
record MeasuredRow(Measurement measurement, int rank) {
  private static final Pattern DATA_PARALLEL = Pattern.compile("dp(\\d+)");
  private static final Pattern ATTENTION_PARALLEL = Pattern.compile("(?:tp1\\+attn_dp|dep)(\\d+)");
  private static final Pattern SEQUENCES = Pattern.compile("(.*)\\(max_num_seqs=(\\d+)\\)");
  private static final Pattern TUNING =
      Pattern.compile(
          "-(instruct|it|chat|hf|fp8|nvfp4|mxfp4|fp4|bf16|awq|gptq|int4|int8|w4a16|w8a8|\\d{4})$");
  private static final int MOST_PARALLEL = 64;
  private static final double OFFLINE_MEMORY = 0.95;
  private static final int OFFLINE_SEQUENCES = 4096;
  private static final int OFFLINE_TOKENS = 32_768;

  /// Requests of one run of the offline benchmark, by input and output tokens of each.
  private static final Map<String, Integer> OFFLINE_REQUESTS =
      Map.ofEntries(
          Map.entry("128/128", 30_000),
          Map.entry("128/2048", 3000),
          Map.entry("128/4096", 1500),
          Map.entry("500/2000", 3000),
          Map.entry("1000/1000", 3000),
          Map.entry("1000/2000", 1500),
          Map.entry("1024/1024", 3000),
          Map.entry("1024/8192", 1500),
          Map.entry("1024/32768", 1000),
          Map.entry("2048/128", 3000),
          Map.entry("2048/2048", 1500),
          Map.entry("5000/500", 1500),
          Map.entry("8192/1024", 1500),
          Map.entry("20000/2000", 1000),
          Map.entry("32768/1024", 1000));

  /// The mean of lengths drawn evenly from 80 to 100 % of the nominal one.
  private static final double INFERENCEX_MEAN = 0.9;

  private static final Set<String> INFERENCEX_LENGTHS = Set.of("1024", "8192");

  private static final Map<String, Precision> PRECISIONS =
      Map.ofEntries(
          Map.entry("bf16", Precision.BF16),
          Map.entry("fp16", Precision.BF16),
          Map.entry("fp8", Precision.FP8),
          Map.entry("fp8_block", Precision.FP8),
          Map.entry("int8", Precision.INT8),
          Map.entry("w8a8", Precision.INT8),
          Map.entry("int4", Precision.INT4),
          Map.entry("int4_wo", Precision.INT4),
          Map.entry("awq", Precision.INT4),
          Map.entry("gptq", Precision.INT4),
          Map.entry("w4a16", Precision.INT4),
          Map.entry("gguf-q4_k_m", Precision.INT4),
          Map.entry("mxfp4", Precision.MXFP4),
          Map.entry("mxfp4(fp8 act)", Precision.MXFP4),
          Map.entry("nvfp4", Precision.NVFP4),
          Map.entry("fp4", Precision.NVFP4));

  /// Weights beside which TensorRT-LLM keeps an fp8 KV cache.
  private static final Set<String> FP8_CACHED = Set.of("fp8", "nvfp4", "fp4");

  /// Looks names up in the catalog, and remembers what it found.
  static final class Names {
    private final Market market;
    private final Map<String, Optional<ModelCard>> models = new HashMap<>();

    Names(Market market) {
      this.market = market;
    }

    /// The model as spelled; else without its publisher, then without endings that name a tuning, a
    /// month or
    /// a precision, with hyphens for blanks.
    Optional<ModelCard> model(String name) {
      return models.computeIfAbsent(name, this::look);
    }

    private Optional<ModelCard> look(String name) {
      String tried = name;
      Optional<ModelCard> found = market.findModel(tried);
      if (found.isEmpty()) {
        tried = name.substring(name.lastIndexOf('/') + 1);
        tried = tried.toLowerCase(Locale.ROOT).strip().replaceAll("[ _]+", "-");
        found = market.findModel(tried);
      }
      while (found.isEmpty()) {
        String shorter = TUNING.matcher(tried).replaceFirst("");
        if (shorter.equals(tried)) {
          return market.findModel(tried.replaceFirst("^meta-", ""));
        }
        tried = shorter;
        found = market.findModel(tried);
      }
      return found;
    }

    Optional<GpuSpec> gpu(String name) {
      return market.findGpu(name);
    }
  }

  /// Throws [SkippedException] when no rule covers the row.
  static MeasuredRow of(CsvRow row, Names names) {
    ModelCard model =
        names.model(row.text("model")).orElseThrow(() -> skip("model not in the catalog"));
    GpuSpec gpu = names.gpu(row.text("gpu")).orElseThrow(() -> skip("GPU not in the catalog"));
    if (!model.throughputDescribed()) {
      throw skip(
          "attention not described by the throughput model ("
              + model.attention().name().toLowerCase(Locale.ROOT)
              + ")");
    }
    ServingEngine engine =
        ServingEngine.ofKey(row.text("engine")).orElseThrow(() -> skip("engine not known"));
    boolean offline = isOffline(row, engine);
    Layout layout = layout(row);
    if (offline && model.isMixture() && layout.tensorParallel() > 1) {
      layout = layout.withAttentionDataParallel();
    }
    Settings settings = settings(row, engine, gpu);
    Deployment deployment =
        new Deployment(
            model,
            gpu,
            layout.tensorParallel(),
            precision(row),
            settings.engine(),
            layout.attentionDataParallel());
    return metric(row, deployment, layout, settings.load());
  }

  private static boolean isInferenceX(CsvRow row) {
    return row.text("source").equals("ai-dynamo/aiconfigurator")
        && INFERENCEX_LENGTHS.contains(row.text("isl"))
        && INFERENCEX_LENGTHS.contains(row.text("osl"));
  }

  private static SkippedException skip(String reason) {
    return new SkippedException(reason);
  }

  private static String quantization(CsvRow row) {
    return row.text("quant").toLowerCase(Locale.ROOT).replaceFirst("\\?$", "");
  }

  private static Precision precision(CsvRow row) {
    Precision found = PRECISIONS.get(quantization(row));
    if (found == null) {
      throw skip("precision not known");
    }
    return found;
  }

  private record Layout(
      int tensorParallel, int stages, int replicas, boolean attentionDataParallel) {
    Layout withAttentionDataParallel() {
      return new Layout(tensorParallel, stages, replicas, true);
    }
  }

  /// Whether a row is of TensorRT-LLM's offline benchmark from 1.0 on.
  private static boolean isOffline(CsvRow row, ServingEngine engine) {
    return engine == ServingEngine.TRTLLM
        && isUnlimited(row)
        && row.text("engine_version").matches("[1-9].*");
  }

  private static boolean isUnlimited(CsvRow row) {
    return row.text("concurrency_or_rate").equals("inf");
  }

  private static Layout layout(CsvRow row) {
    int stages = whole(row.text("pp"), 1);
    int gpus = whole(row.text("gpu_count"), 0);
    String text = row.text("tp");
    if (text.startsWith("disagg")) {
      throw skip("prefill and decode on separate GPUs");
    }
    Matcher attention = ATTENTION_PARALLEL.matcher(text);
    if (attention.matches()) {
      return checked(new Layout(whole(attention.group(1), 0), stages, 1, true), gpus);
    }
    Matcher replicas = DATA_PARALLEL.matcher(text);
    if (replicas.matches()) {
      return checked(new Layout(1, stages, whole(replicas.group(1), 0), false), gpus);
    }
    int parallel = text.isEmpty() ? gpus / Math.max(1, stages) : whole(text, 0);
    int each = Math.max(1, parallel * stages);
    return checked(
        new Layout(parallel, stages, gpus == 0 ? 1 : Math.max(1, gpus / each), false), gpus);
  }

  private static Layout checked(Layout layout, int gpus) {
    int each = layout.tensorParallel() * layout.stages();
    if (layout.tensorParallel() < 1 || layout.stages() < 1 || layout.replicas() < 1) {
      throw skip("number of GPUs not stated");
    }
    if (layout.tensorParallel() > MOST_PARALLEL) {
      throw skip("more than 64 GPUs to a replica");
    }
    if (gpus > 0 && each > gpus) {
      throw skip("tp × pp over the number of GPUs");
    }
    return layout;
  }

  private static int whole(String text, int blank) {
    if (text.isEmpty()) {
      return blank;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw skip("number of GPUs not stated");
    }
  }

  private record Settings(EngineSettings engine, Load load) {}

  private static Settings settings(CsvRow row, ServingEngine engine, GpuSpec gpu) {
    boolean fp8 = engine == ServingEngine.TRTLLM && FP8_CACHED.contains(quantization(row));
    EngineSettings usual = EngineSettings.of(engine, gpu, fp8 ? 1 : 2);
    if (engine == ServingEngine.TRTLLM && isUnlimited(row)) {
      usual =
          usual
              .withGpuMemoryUtilization(OFFLINE_MEMORY)
              .withLimits(OFFLINE_SEQUENCES, OFFLINE_TOKENS);
      Integer requests = OFFLINE_REQUESTS.get(row.text("isl") + "/" + row.text("osl"));
      if (requests != null) {
        return new Settings(usual, new Load.Offline(requests));
      }
    }
    String text = row.text("concurrency_or_rate");
    Matcher sequences = SEQUENCES.matcher(text);
    if (sequences.matches()) {
      int most = (int) Math.min(1 << 20, number(sequences.group(2), "load not understood"));
      return new Settings(usual.withMaxNumSeqs(Math.max(1, most)), load(sequences.group(1)));
    }
    return new Settings(usual, load(text));
  }

  private static Load load(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.isEmpty() || lower.equals("inf") || lower.equals("qps=inf")) {
      return new Load.Unlimited();
    }
    String reason = "load not understood";
    if (lower.startsWith("qps=") || lower.startsWith("rate=")) {
      return new Load.Rate(positive(lower.substring(lower.indexOf('=') + 1), reason));
    }
    if (lower.startsWith("peak=")) {
      return new Load.Burst(Math.max(1, positive(lower.substring(5), reason)));
    }
    return new Load.Closed(Math.max(1, positive(lower, reason)));
  }

  private static double positive(String text, String reason) {
    double value = number(text, reason);
    if (!(value > 0 && value <= Integer.MAX_VALUE)) {
      throw skip(reason);
    }
    return value;
  }

  private static double number(String text, String reason) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // answered below
    }
    throw skip(reason);
  }

  private static MeasuredRow metric(CsvRow row, Deployment deployment, Layout layout, Load load) {
    double value = positive(row.text("value"), "value not a number over 0");
    double drawn = isInferenceX(row) ? INFERENCEX_MEAN : 1;
    double input = drawn * Math.max(0, number(row.text("isl"), "lengths not stated"));
    double output = drawn * Math.max(0, number(row.text("osl"), "lengths not stated"));
    String metric = row.text("metric");
    boolean prompt = metric.equals("prefill_tok_s");
    if (input > Integer.MAX_VALUE || (prompt ? input : output) < 1) {
      throw skip("lengths not stated");
    }
    if (load instanceof Load.Unlimited && (prompt || metric.startsWith("ttft"))) {
      throw skip("time to first token of requests without number");
    }
    double out = prompt ? 1 : output;
    return switch (metric) {
      case "output_tok_s" ->
          row(deployment, layout, load, input, out, Metric.OUTPUT_RATE, value, 0);
      case "total_tok_s" ->
          row(
              deployment,
              layout,
              load,
              input,
              out,
              Metric.OUTPUT_RATE,
              value * out / (input + out),
              1);
      case "req_s" -> row(deployment, layout, load, input, out, Metric.OUTPUT_RATE, value * out, 2);
      case "prefill_tok_s" ->
          row(deployment, layout, load, input, out, Metric.TTFT, input / value, 0);
      case "tpot_ms_p50" -> row(deployment, layout, load, input, out, Metric.TPOT, value / 1e3, 0);
      case "tpot_ms" -> row(deployment, layout, load, input, out, Metric.TPOT, value / 1e3, 1);
      case "tpot_ms_mean" -> row(deployment, layout, load, input, out, Metric.TPOT, value / 1e3, 2);
      case "ttft_ms_p50" -> row(deployment, layout, load, input, out, Metric.TTFT, value / 1e3, 0);
      case "ttft_ms" -> row(deployment, layout, load, input, out, Metric.TTFT, value / 1e3, 1);
      case "ttft_ms_mean" -> row(deployment, layout, load, input, out, Metric.TTFT, value / 1e3, 2);
      default -> throw skip("metric other than a mean or a median");
    };
  }

  private static MeasuredRow row(
      Deployment deployment,
      Layout layout,
      Load load,
      double input,
      double output,
      Metric metric,
      double value,
      int rank) {
    return new MeasuredRow(
        new Measurement(
            deployment, layout.replicas(), layout.stages(), input, output, load, metric, value),
        rank);
  }
}
