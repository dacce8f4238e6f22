package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A Parquet file of somebody else as CSV, row by row in its order: maps and lists as JSON, times
/// in UTC.
public final class ParquetText {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private ParquetText() {}

  /// True for a file that begins as Parquet does.
  public static boolean recognises(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false; // whoever opens it says why it cannot be read
    }
  }

  /// Gives the CSV of the columns of `parquet` that are `wanted`, or of all when none is, to
  /// `reader`, by way of a temporary file as large as that: rows of text by JDBC take twice the
  /// time.
  ///
  /// Throws `FORMAT_UNKNOWN` for a file that is damaged.
  public static void read(Path parquet, Predicate<String> wanted, Consumer<InputStream> reader) {
    try {
      Path folder = Files.createTempDirectory("breakeven-parquet");
      Path csv = folder.resolve("rows.csv");
      try {
        write(parquet, wanted, csv, folder);
        try (InputStream in = Files.newInputStream(csv)) {
          reader.accept(in);
        }
      } finally {
        Files.deleteIfExists(csv);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path parquet, Predicate<String> wanted, Path csv, Path spill) {
    try (Duck duck = Duck.open(spill)) {
      duck.execute("SET preserve_insertion_order = true");
      String source = Duck.parquet(List.of(parquet), "");
      Map<String, String> all = new LinkedHashMap<>();
      duck.query(
          "DESCRIBE SELECT * FROM " + source,
          row -> all.put(row.getString(1), column(row.getString(1), row.getString(2))));
      Map<String, String> columns = new LinkedHashMap<>(all);
      columns.keySet().removeIf(wanted.negate());
      Map<String, String> read = columns.isEmpty() ? all : columns;
      duck.execute(
          "COPY (SELECT %s FROM %s) TO %s (FORMAT csv, HEADER)"
              .formatted(String.join(", ", read.values()), source, Duck.text(csv.toString())));
    } catch (BreakevenException e) {
      if (e.code() == ErrorCode.LEDGER_UNREADABLE) {
        throw new BreakevenException(
            ErrorCode.FORMAT_UNKNOWN,
            "the Parquet file cannot be read",
            parquet.toString(),
            "Check that it is whole, or export it as CSV");
      }
      throw e;
    }
  }

  private static String column(String name, String type) {
    String quoted = '"' + name.replace("\"", "\"\"") + '"';
    String kind = type.toUpperCase(Locale.ROOT);
    boolean nested = kind.startsWith("MAP") || kind.startsWith("STRUCT") || kind.endsWith("[]");
    if (nested) {
      return "to_json(" + quoted + ") AS " + quoted;
    }
    return kind.equals("TIMESTAMP WITH TIME ZONE")
        ? "make_timestamp(epoch_us(" + quoted + ")) AS " + quoted
        : quoted;
  }
}
