package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// Slices of the real traces, read with no more than these tests need.
final class SharedTraces {
  private SharedTraces() {}

  /// Rows `from` to `to` of an Azure trace.
  static Optional<Trace> azure(String name, int from, int to) throws IOException {
    Optional<Path> file = SharedData.file("traces/" + name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Trace.Builder builder = new Trace.Builder();
    for (String line : lines(file.get()).subList(from + 1, to + 1)) {
      String[] fields = line.strip().split(",");
      LocalDateTime time = LocalDateTime.parse(fields[0].replace(' ', 'T'));
      long nanos = time.toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L + time.getNano();
      builder.add(nanos, Integer.parseInt(fields[1]), Integer.parseInt(fields[2]));
    }
    return Optional.of(builder.build(new Provenance.Observed(name)));
  }

  /// Rows `from` to `to` of a Mooncake trace, with or without its block hashes.
  static Optional<Trace> mooncake(String name, int from, int to, boolean hashes)
      throws IOException {
    Optional<Path> file = SharedData.file("traces/" + name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Trace.Builder builder = hashes ? new Trace.Builder(512) : new Trace.Builder();
    for (String line : lines(file.get()).subList(from, to)) {
      String[] parts = line.split("\\[");
      String[] numbers = parts[0].replaceAll("[^0-9,]", "").split(",");
      String[] ids = parts[1].replaceAll("[^0-9,]", "").split(",");
      long[] prefix = new long[ids.length];
      for (int i = 0; i < ids.length; i++) {
        prefix[i] = Long.parseLong(ids[i]);
      }
      builder.add(
          Long.parseLong(numbers[0]) * 1_000_000L,
          Integer.parseInt(numbers[1]),
          Integer.parseInt(numbers[2]),
          prefix,
          prefix.length);
    }
    return Optional.of(builder.build(new Provenance.Observed(name)));
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
