package dev.breakeven.bench;

import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Timeout;
import org.openjdk.jmh.annotations.Warmup;

/// Seconds to open a ledger of many compacted rows and to sum all of them by a column.
///
/// A million rows are compacted for real; DuckDB copies that day file under as many more names as
/// are needed, with other request ids and days, and the manifest is written anew.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(1)
@Timeout(time = 1, timeUnit = TimeUnit.HOURS)
public class LedgerGroupBenchmark {
  private static final int ROWS = 1_000_000;

  @Param("100")
  public int millions;

  private Path folder;

  /// Builds the ledger and says how large it is.
  @Setup(Level.Trial)
  public void prepare() throws IOException, SQLException {
    folder = Files.createTempDirectory(Path.of("bench", "target"), "ledger");
    try (LedgerWriter writer = ledger().writer()) {
      for (long i = 0; i < ROWS; i++) {
        writer.append(LedgerCalls.attempt(i));
      }
    }
    ledger().compact();
    String days = multiply();
    String content =
        "{\"schema\":1,\"generation\":9,\"next\":9,\"segments\":[],\"days\":["
            + days
            + "],\"ids\":[]";
    CRC32C crc = new CRC32C();
    crc.update(content.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        folder.resolve("manifest.json"),
        "%s,\"crc\":\"%08x\"}%n".formatted(content, (int) crc.getValue()));
    System.getLogger("bench")
        .log(
            System.Logger.Level.INFO,
            "%,d rows, %,d bytes of Parquet"
                .formatted((long) millions * ROWS, LedgerCalls.bytes(folder.resolve("cold"))));
  }

  private String multiply() throws SQLException {
    StringBuilder days = new StringBuilder();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (int i = 0; i < millions; i++) {
        String name = "cold/%08d.parquet".formatted(i);
        statement.execute(
            "COPY (SELECT * REPLACE (md5(request || '%d') AS request, \"at\" + INTERVAL %d DAY AS \"at\") FROM read_parquet('%s/cold/*/*.parquet') ORDER BY \"at\") TO '%s' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
                .formatted(i, i, folder, folder.resolve(name)));
        days.append(i == 0 ? "" : ",")
            .append(
                "{\"day\":\"2026-11-01\",\"rows\":%d,\"file\":\"%s\",\"bytes\":0,\"crc32c\":0}"
                    .formatted(ROWS, name));
      }
    }
    return days.toString();
  }

  @TearDown(Level.Trial)
  public void clean() throws IOException {
    LedgerCalls.delete(folder);
  }

  private Ledger ledger() {
    return new Ledger(folder, LedgerSettings.DEFAULT, Clock.systemUTC());
  }

  @Benchmark
  public UsageReport byModel() {
    return usage(Dimension.MODEL, false);
  }

  @Benchmark
  public UsageReport byTeam() {
    return usage(Dimension.TEAM, false);
  }

  @Benchmark
  public UsageReport byModelWithPercentiles() {
    return usage(Dimension.MODEL, true);
  }

  private UsageReport usage(Dimension by, boolean latency) {
    try (LedgerReader reader = ledger().reader()) {
      UsageReport report =
          reader.usage(new UsageQuery(List.of(by), Optional.empty(), Optional.empty(), latency));
      if (report.totals().attempts() != (long) millions * ROWS) {
        throw new IllegalStateException(report.totals().attempts() + " attempts were summed");
      }
      return report;
    }
  }
}
