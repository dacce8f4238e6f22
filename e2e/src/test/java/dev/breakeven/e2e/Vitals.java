package dev.breakeven.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a JVM on Linux holds at a moment, `seconds` after a start: its heap after a full
/// collection.
record Vitals(double seconds, double heapMb, double residentMb, double threads, double files) {
  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

  static Vitals of(Process process, double seconds) throws Exception {
    jcmd(process, "GC.run");
    Matcher used = USED.matcher(jcmd(process, "GC.heap_info"));
    double heap = 0;
    while (used.find()) {
      heap += Double.parseDouble(used.group(1)) / 1024;
    }
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    String status = Files.readString(proc.resolve("status"));
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      return new Vitals(
          seconds, heap, number(status, "VmRSS") / 1024, number(status, "Threads"), files.count());
    }
  }

  private static String jcmd(Process process, String command) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException(said);
    }
    return said;
  }

  private static double number(String status, String key) {
    Matcher found = Pattern.compile(key + ":\\s+(\\d+)").matcher(status);
    if (!found.find()) {
      throw new IllegalStateException("no " + key + " in " + status);
    }
    return Double.parseDouble(found.group(1));
  }

  /// By how much a figure grows over all of `samples`, by the line of least squares.
  static double growth(List<Vitals> samples, ToDoubleFunction<Vitals> figure) {
    double x = samples.stream().mapToDouble(Vitals::seconds).average().orElseThrow();
    double y = samples.stream().mapToDouble(figure).average().orElseThrow();
    double above = 0;
    double below = 0;
    for (Vitals each : samples) {
      above += (each.seconds() - x) * (figure.applyAsDouble(each) - y);
      below += (each.seconds() - x) * (each.seconds() - x);
    }
    return above / below * (samples.getLast().seconds() - samples.getFirst().seconds());
  }

  String csv() {
    return "%.0f,%.2f,%.1f,%.0f,%.0f".formatted(seconds, heapMb, residentMb, threads, files);
  }
}
