package dev.breakeven.bench;

import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Attempts a second into hot segments for a minute, synced in groups at most 50 ms apart.
///
/// `closes` writes one line an attempt, as an import does for each row but without the search for
/// duplicates; `opensAndCloses` writes both lines of a call that is metered. Every line is handed
/// to the operating system before the call returns.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 1, time = 60)
@Fork(1)
public class LedgerAppendBenchmark {
  private final AtomicLong calls = new AtomicLong();
  private Path folder = Path.of("");
  private LedgerWriter writer;

  /// Begins an empty ledger.
  @Setup(Level.Iteration)
  public void begin() throws IOException {
    folder = Files.createTempDirectory(Path.of("bench", "target"), "ledger");
    calls.set(0);
    writer = ledger().writer();
  }

  private Ledger ledger() {
    return new Ledger(folder, LedgerSettings.DEFAULT, Clock.systemUTC());
  }

  /// Says how many attempts there were and how large each is.
  @TearDown(Level.Iteration)
  public void end() throws IOException {
    writer.close();
    long bytes = LedgerCalls.bytes(folder.resolve("hot"));
    System.getLogger("bench")
        .log(
            System.Logger.Level.INFO,
            "%,d attempts, %d bytes each".formatted(calls.get(), bytes / calls.get()));
    LedgerCalls.delete(folder);
  }

  @Benchmark
  public void closes() {
    writer.closed(LedgerCalls.attempt(calls.getAndIncrement()));
  }

  @Benchmark
  public void opensAndCloses() {
    long i = calls.getAndIncrement();
    writer.opened(LedgerCalls.opening(i));
    writer.closed(LedgerCalls.attempt(i));
  }
}
