package dev.breakeven.bench.load;

import dev.breakeven.testkit.load.Answer;
import dev.breakeven.testkit.load.Answer.Ending;
import dev.breakeven.testkit.load.LoadWindow;
import dev.breakeven.testkit.load.Sample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.DoubleStream;

/// What runs leave in a folder: `points.csv` in the columns that `lab calibrate` reads, `runs.csv`
/// with a line a run, and for each run its served requests as a trace and its calls as a table.
///
/// TPOT stands beside how many requests ran at once, for that decides a step; the other figures
/// beside the rate that was offered. The deployment's own columns come from properties of the same
/// names; `max_num_seqs` says how
/// many
/// sequences the engine runs at once.
final class RunFiles {
  private static final List<String> DEPLOYMENT =
      List.of(
          "source",
          "engine",
          "engine_version",
          "model",
          "params_b",
          "quant",
          "gpu",
          "gpu_count",
          "tp",
          "pp");
  private static final String POINTS =
      "source,source_path,engine,engine_version,model,params_b,quant,gpu,gpu_count,tp,pp,isl,osl,"
          + "concurrency_or_rate,metric,value,unit";
  private static final String RUNS =
      "run,due,complete,cut,refused,failed,late,rate,isl,osl,output_tok_s,running,ttft_p50_ms,ttft_p95_ms,"
          + "tpot_p50_ms,tpot_mean_ms,tpot_p95_ms,sent_late_p99_ms,standstill_ms,load_average";
  private static final String CALLS =
      "id,due_ms,sent_ms,first_ms,end_ms,status,ending,prompt_tokens,output_tokens,frames,longest_gap_ms";
  private static final double MILLIS = 1e3;
  private static final double NANOS_A_MILLI = 1e6;

  private final Path folder;
  private final Properties deployment;

  RunFiles(Path folder, Properties deployment) {
    this.folder = folder;
    this.deployment = deployment;
  }

  void add(Run run, List<Answer> answers, Duration standstill) throws IOException {
    LoadWindow window = LoadWindow.of(answers, run.fromNanos(), run.toNanos());
    append("runs.csv", RUNS, List.of(line(run, window, answers, standstill)));
    append("points.csv", POINTS, points(run, window));
    Files.write(folder.resolve(run.name() + ".jsonl"), trace(answers));
    List<String> calls = new ArrayList<>(List.of(CALLS));
    answers.forEach(one -> calls.add(call(one)));
    Files.write(folder.resolve(run.name() + ".calls.csv"), calls);
  }

  private void append(String name, String header, List<String> lines) throws IOException {
    Path file = folder.resolve(name);
    List<String> all = new ArrayList<>(lines);
    if (!Files.exists(file)) {
      all.addFirst(header);
    }
    Files.write(file, all, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String line(
      Run run, LoadWindow window, List<Answer> answers, Duration standstill) {
    Sample late =
        Sample.of(
            answers.stream()
                .mapToDouble(one -> (one.sentNanos() - one.intendedNanos()) / NANOS_A_MILLI));
    StringBuilder line = new StringBuilder(run.name()).append(',').append(window.due());
    for (Ending ending : Ending.values()) {
      line.append(',').append(window.ended(ending));
    }
    DoubleStream.of(
            window.dueRate(),
            window.promptTokens().mean(),
            window.outputTokens().mean(),
            window.outputTokensPerSecond(),
            window.running(),
            window.ttftSeconds().quantile(0.5) * MILLIS,
            window.ttftSeconds().quantile(0.95) * MILLIS,
            window.tpotSeconds().quantile(0.5) * MILLIS,
            window.tpotSeconds().mean() * MILLIS,
            window.tpotSeconds().quantile(0.95) * MILLIS,
            late.quantile(0.99),
            standstill.toNanos() / NANOS_A_MILLI,
            loadAverage())
        .forEach(value -> line.append(',').append(number(value)));
    return line.toString();
  }

  /// Of the last minute, so other work on the machine can be seen.
  private static double loadAverage() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? Double.NaN : load;
  }

  private List<String> points(Run run, LoadWindow window) {
    String rate =
        "rate=%s(max_num_seqs=%s)"
            .formatted(number(window.dueRate()), deployment.getProperty("max_num_seqs", ""));
    String running = number(window.running());
    double tpot = window.tpotSeconds().mean() * MILLIS;
    double ttft = window.ttftSeconds().quantile(0.5) * MILLIS;
    return List.of(
        point(run, window, rate, "output_tok_s", window.outputTokensPerSecond(), "tok/s"),
        point(run, window, running, "tpot_ms_mean", tpot, "ms"),
        point(run, window, rate, "ttft_ms_p50", ttft, "ms"));
  }

  private String point(
      Run run, LoadWindow window, String load, String metric, double value, String unit) {
    List<String> cells = new ArrayList<>();
    for (String column : DEPLOYMENT) {
      cells.add(deployment.getProperty(column, ""));
    }
    cells.add(1, run.name());
    cells.add(number(window.promptTokens().mean()));
    cells.add(number(window.outputTokens().mean()));
    cells.addAll(List.of(load, metric, number(value), unit));
    return String.join(",", cells);
  }

  /// The requests that were answered in full, at the times they were due.
  private static List<String> trace(List<Answer> answers) {
    return answers.stream()
        .filter(one -> one.complete() && one.promptTokens().isPresent())
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "{\"at_ms\":%.3f,\"input\":%d,\"output\":%d}",
                    one.intendedNanos() / NANOS_A_MILLI,
                    one.promptTokens().getAsLong(),
                    one.outputTokens()))
        .toList();
  }

  private static String call(Answer answer) {
    long[] frames = answer.frameNanos();
    long gap = 0;
    for (int i = 1; i < frames.length; i++) {
      gap = Math.max(gap, frames[i] - frames[i - 1]);
    }
    return String.join(
        ",",
        Long.toString(answer.id()),
        millis(answer.intendedNanos()),
        millis(answer.sentNanos()),
        frames.length == 0 ? "" : millis(frames[0]),
        millis(answer.endNanos()),
        Integer.toString(answer.status()),
        answer.ending().name().toLowerCase(Locale.ROOT),
        answer.promptTokens().isPresent() ? Long.toString(answer.promptTokens().getAsLong()) : "",
        Long.toString(answer.outputTokens()),
        Integer.toString(frames.length),
        frames.length < 2 ? "" : millis(gap));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / NANOS_A_MILLI);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.5g", value);
  }
}
