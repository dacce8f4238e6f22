package dev.breakeven.bench.load;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.ingest.trace.TraceFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// One run: the requests to send, and the window that counts.
///
/// A row of the file of runs names either a `trace`, whose arrivals and lengths are sent as they
/// are, or a `rate` of Poisson arrivals for `seconds`, with lengths even over half to one and a
/// half times `input` and `output`. The first `warmup` seconds do not count. The same row gives
/// the same requests. `use` is for who reads the results.
record Run(String name, Trace requests, long fromNanos, long toNanos, long seed) {
  private static final double NANOS = 1e9;
  private static final List<String> COLUMNS = List.of("run", "seconds", "warmup", "seed");
  private static final List<String> EITHER = List.of("rate", "input", "output", "trace", "use");

  static List<Run> read(Path file) {
    return Csv.read(SourceText.read(file), COLUMNS, EITHER).stream().map(Run::of).toList();
  }

  private static Run of(CsvRow row) {
    long seed = row.whole("seed");
    double seconds = seconds(row, "seconds");
    Trace requests =
        row.has("trace")
            ? TraceFiles.read(Path.of(row.text("trace"))).trace()
            : poisson(row, seconds, new SplittableRandom(seed));
    return new Run(
        row.required("run"),
        requests,
        (long) (seconds(row, "warmup") * NANOS),
        (long) (seconds * NANOS),
        seed);
  }

  private static Trace poisson(CsvRow row, double seconds, SplittableRandom random) {
    double rate = seconds(row, "rate");
    int input = row.count("input");
    int output = row.count("output");
    Trace.Builder builder = new Trace.Builder();
    double at = 0;
    while (at < seconds) {
      builder.add((long) (at * NANOS), about(input, random), about(output, random));
      at += -Math.log(1 - random.nextDouble()) / rate;
    }
    return builder.build(
        new Provenance.AssumedShape("Poisson at " + rate + " a second", List.of()));
  }

  private static int about(int mean, SplittableRandom random) {
    return Math.max(1, (int) Math.round(mean * (0.5 + random.nextDouble())));
  }

  private static double seconds(CsvRow row, String column) {
    String text = row.required(column);
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value <= 86_400) {
        return value;
      }
    } catch (NumberFormatException e) {
      // answered below with what was expected
    }
    throw row.wrong(column, text, "a number from 0 to 86400");
  }
}
