package dev.breakeven.bench;

import dev.breakeven.ingest.trace.TraceFiles;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Megabytes a second of an Azure trace read from the page cache; one operation is a megabyte.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class TraceReadBenchmark {
  private static final int MEGABYTES = 64;
  private static final LocalDateTime START = LocalDateTime.of(2023, 11, 16, 18, 15, 46);

  private Path file = Path.of("");
  private int rows;

  /// Writes rows of the published shape until the file has its size.
  @Setup
  public void prepare() throws IOException {
    file = Files.createTempFile("azure", ".csv");
    SplittableRandom random = new SplittableRandom(20261121);
    long bytes = 0;
    long micros = 0;
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("TIMESTAMP,ContextTokens,GeneratedTokens\n");
      while (bytes < MEGABYTES * 1_000_000L) {
        micros += 1 + random.nextInt(400_000);
        LocalDateTime at = START.plusNanos(micros * 1000);
        String row =
            "%s %02d:%02d:%02d.%06d0,%d,%d\n"
                .formatted(
                    at.toLocalDate(),
                    at.getHour(),
                    at.getMinute(),
                    at.getSecond(),
                    at.getNano() / 1000,
                    1 + random.nextInt(8000),
                    1 + random.nextInt(1000));
        out.write(row);
        bytes += row.length();
        rows++;
      }
    }
  }

  /// Deletes the file.
  @TearDown
  public void clean() throws IOException {
    Files.delete(file);
  }

  /// Reads the whole file; every row must be there.
  @Benchmark
  @OperationsPerInvocation(MEGABYTES)
  public int azure() {
    int read = TraceFiles.read(file).trace().size();
    if (read != rows) {
      throw new IllegalStateException(read + " of " + rows + " rows were read");
    }
    return read;
  }
}
