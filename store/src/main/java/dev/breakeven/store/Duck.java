package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/// One DuckDB database that spills to a folder of ours and downloads nothing.
///
/// Not thread-safe.
final class Duck implements AutoCloseable {
  /// What operating systems say when a file cannot grow.
  private static final Pattern FULL =
      Pattern.compile("(?i)no space left|file too large|quota exceeded|disk full");

  private static final String FRUGAL = "48MB";
  private static final int FRUGAL_ROW_GROUP = 16_384;

  private final DuckDBConnection connection;

  /// Reads a result, row by row.
  @FunctionalInterface
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private Duck(DuckDBConnection connection) {
    this.connection = connection;
  }

  /// In memory, for queries; `spill` must exist.
  static Duck open(Path spill) {
    return open(spill, memoryLimit());
  }

  /// In a file of `spill`, with one thread and little memory, for work that nobody waits for: its
  /// rows go to the disk compressed as they come.
  ///
  /// It is one transaction that never ends, since a row that is not committed needs no log.
  static Duck frugal(Path spill) {
    Duck duck = open(spill, FRUGAL);
    duck.execute("SET threads = 1");
    duck.execute(
        "ATTACH %s AS rows (ROW_GROUP_SIZE %d)"
            .formatted(text(spill.resolve("rows.db").toString()), FRUGAL_ROW_GROUP));
    duck.execute("USE rows");
    duck.execute("BEGIN TRANSACTION");
    return duck;
  }

  /// What a frugal database needs for joins, windows and long row groups.
  void giveMemory(String limit) {
    execute("SET memory_limit = " + text(limit));
  }

  private static Duck open(Path spill, String memoryLimit) {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", memoryLimit);
    properties.setProperty("temp_directory", spill.toString());
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("preserve_insertion_order", "false");
    try {
      Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", properties);
      NativeLibrary.sweep();
      return new Duck(connection.unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// Outside the Java heap, and as large as that may become, within 512 MB to 4 GB.
  private static String memoryLimit() {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    return Math.clamp(megabytes, 512, 4096) + "MB";
  }

  /// Runs a statement; returns the rows it changed or wrote.
  long execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql) ? 0 : statement.getUpdateCount();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// Runs a statement that answers with a single number.
  long number(String sql) {
    long[] number = {0};
    query(sql, row -> number[0] = row.getLong(1));
    return number[0];
  }

  void query(String sql, RowReader reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  DuckDBAppender appender(String table) {
    try {
      return connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// `read_parquet` of files, with `more` arguments.
  static String parquet(List<Path> files, String more) {
    return files.stream()
        .map(path -> text(path.toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "]" + more + ")"));
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static BreakevenException failure(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (FULL.matcher(message).find()) {
      return Folder.full(Path.of(""), "cannot write: " + message);
    }
    return new BreakevenException(
        ErrorCode.LEDGER_UNREADABLE,
        "the query over the ledger failed: " + message,
        "",
        "Run 'breakeven ledger verify'.");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }
}
