package dev.breakeven.bench;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.LedgerWriter.Appended;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Rows a second through `append`, the search for duplicates included and durable at the end.
///
/// `fresh` imports a million new rows into a ledger that holds a million compacted ones; `again`
/// imports the same compacted million, of which nothing is written.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LedgerImportBenchmark {
  private static final int ROWS = 1_000_000;

  private Path folder;
  private int round;

  /// Compacts the first million.
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    folder = Files.createTempDirectory(Path.of("bench", "target"), "ledger");
    append(0, Appended.NEW);
    ledger().compact();
  }

  @TearDown(Level.Trial)
  public void clean() throws IOException {
    LedgerCalls.delete(folder);
  }

  private Ledger ledger() {
    return new Ledger(folder, LedgerSettings.DEFAULT, Clock.systemUTC());
  }

  /// Leaves no hot rows of the iteration before.
  @Setup(Level.Iteration)
  public void compact() {
    ledger().compact();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void fresh() {
    append(++round, Appended.NEW);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void again() {
    append(0, Appended.KNOWN);
  }

  private void append(long million, Appended expected) {
    try (LedgerWriter writer = ledger().writer()) {
      for (long i = 0; i < ROWS; i++) {
        Attempt attempt = LedgerCalls.attempt(million * ROWS + i);
        if (writer.append(attempt) != expected) {
          throw new IllegalStateException("row " + i + " is not " + expected);
        }
      }
    }
  }
}
