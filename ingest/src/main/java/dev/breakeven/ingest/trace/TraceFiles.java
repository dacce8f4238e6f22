package dev.breakeven.ingest.trace;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.ingest.text.TextSource;
import java.io.InputStream;
import java.nio.file.Path;

/// Reads traces: any format of [TraceFormats], plain, gzip or zstd, told by content.
///
/// Throws [BreakevenException] when nothing can be read. A row that breaks its format is left out
/// and counted in the [Intake]; so is what a damaged input
/// loses. All reading happens before the answer; nothing is kept open.
public final class TraceFiles {
  private TraceFiles() {}

  /// A trace that was read, what became of its rows, and the name of its format.
  public record Loaded(Trace trace, Intake intake, String format) {}

  /// Reads `file`, or the standard input of the process for `-`.
  public static Loaded read(Path file) {
    return read(file.toString(), System.in);
  }

  /// Reads the file `name`, or `standardInput` for the name `-`.
  public static Loaded read(String name, InputStream standardInput) {
    try (TextSource source = TextSource.open(name, standardInput)) {
      return read(source);
    }
  }

  /// Reads `bytes` as if from a file called `name`.
  public static Loaded parse(String name, InputStream bytes) {
    return read(TextSource.of(name, bytes));
  }

  private static Loaded read(TextSource source) {
    try {
      return TraceReading.of(source);
    } catch (OutOfMemoryError | ArithmeticException e) {
      // arithmetic: more rows or prefix ids than an array can hold
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE,
          "trace does not fit in memory",
          source.name(),
          "Give part of it, or more memory: BREAKEVEN_JAVA_OPTS=-Xmx4g");
    }
  }
}
