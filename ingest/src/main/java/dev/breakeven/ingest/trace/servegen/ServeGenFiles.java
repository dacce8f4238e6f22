package dev.breakeven.ingest.trace.servegen;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.workload.CallerTraffic;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.ingest.trace.format.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads the rates and the lengths of callers, which mean something together only.
///
/// A row that breaks its format is left out and counted. Throws [BreakevenException] when nothing
/// can be read.
public final class ServeGenFiles {
  private static final List<String> RATE_NAMES = List.of("t_s", "client", "rate_rps", "iat_family");
  private static final List<String> LENGTH_NAMES = List.of("client", "block_s", "input_tokens_q");

  private ServeGenFiles() {}

  /// Which of the two files one is.
  public enum Part {
    RATES("rates of callers without their lengths", "lengths"),
    LENGTHS("lengths of callers without their rates", "rates");

    private final String alone;
    private final String other;

    Part(String alone, String other) {
      this.alone = alone;
      this.other = other;
    }

    /// `file` is there and its other half is not.
    public BreakevenException alone(String file) {
      return new BreakevenException(
          ErrorCode.USAGE,
          alone,
          file,
          "Give the file of their %s beside it, as a trace too.".formatted(other));
    }
  }

  /// What was read, and what became of the rows of both files.
  public record Loaded(CallerTraffic traffic, Intake intake) {}

  /// Which part `file` is, told by its first line; empty for anything else, and for standard input.
  public static Optional<Part> part(Path file) {
    if (file.toString().equals(TextSource.STANDARD_INPUT)) {
      return Optional.empty();
    }
    try (TextSource source = TextSource.open(file.toString(), System.in)) {
      List<byte[]> first = source.lines().peek(1);
      return first.isEmpty() ? Optional.empty() : part(Sample.of(first.getFirst()));
    }
  }

  private static Optional<Part> part(Sample sample) {
    if (!sample.json() && sample.names().containsAll(RATE_NAMES)) {
      return Optional.of(Part.RATES);
    }
    return sample.json() && sample.names().containsAll(LENGTH_NAMES)
        ? Optional.of(Part.LENGTHS)
        : Optional.empty();
  }

  /// Reads the two files of the same callers.
  public static Loaded read(Path rates, Path lengths) {
    Intake intake = new Intake();
    RateRows windows = new RateRows(intake);
    LengthRows known = new LengthRows(intake);
    try (TextSource rows = TextSource.open(rates.toString(), System.in);
        TextSource objects = TextSource.open(lengths.toString(), System.in)) {
      each(rows, intake, windows);
      each(objects, intake, known);
    }
    return new Loaded(
        new CallerTraffic(rates + " with " + lengths, windows.windows(), known.lengths()), intake);
  }

  /// Takes one line, or answers why it cannot.
  interface LineReader {
    Optional<String> read(byte[] bytes, int from, int to);
  }

  private static void each(TextSource source, Intake intake, LineReader reader) {
    Lines lines = source.lines();
    while (lines.next()) {
      if (lines.tooLong() || !Lines.isBlank(lines.bytes(), lines.start(), lines.end())) {
        Optional<String> wrong =
            lines.tooLong()
                ? Optional.of("line over 16 MiB")
                : reader.read(lines.bytes(), lines.start(), lines.end());
        wrong.ifPresent(reason -> intake.reject(reason, source.name() + ":" + lines.number()));
      }
    }
    lines
        .damage()
        .ifPresent(
            damage ->
                intake.note(
                    "%s: input breaks off after line %d and the rest is lost: %s"
                        .formatted(source.name(), lines.number(), damage)));
  }
}
