package dev.breakeven.store;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

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

  /// Gives the CSV of `parquet` to `reader`, by way of a temporary file as large as that.
  ///
  /// Throws `FORMAT_UNKNOWN` for a file that is damaged.
  public static void read(Path parquet, Consumer<InputStream> reader) {
    try {
      Path folder = Files.createTempDirectory("breakeven-parquet");
      Path csv = folder.resolve("rows.csv");
      try {
        write(parquet, csv, folder);
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

  private static void write(Path parquet, Path csv, Path spill) {
    try (Duck duck = Duck.open(spill)) {
      duck.execute("SET preserve_insertion_order = true");
      String source = Duck.parquet(List.of(parquet), "");
      List<String> columns = new ArrayList<>();
      duck.query(
          "DESCRIBE SELECT * FROM " + source,
          row -> columns.add(column(row.getString(1), row.getString(2))));
      duck.execute(
          "COPY (SELECT %s FROM %s) TO %s (FORMAT csv, HEADER)"
              .formatted(String.join(", ", columns), source, Duck.text(csv.toString())));
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
