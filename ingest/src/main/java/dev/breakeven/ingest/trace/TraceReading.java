package dev.breakeven.ingest.trace;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.ingest.trace.format.Row;
import dev.breakeven.ingest.trace.format.RowReader;
import dev.breakeven.ingest.trace.format.Sample;
import java.util.Comparator;
import java.util.List;

/// One pass over the lines of one input: the rules that hold for every format.
final class TraceReading {
  private static final int SAMPLES = 8;
  private static final String TOO_LONG = "line over 16 MiB";
  private static final String CUT_OFF = "the last line is cut off";
  private static final String INPUT_RANGE = "input tokens are not from 0 to 100,000,000";
  private static final String OUTPUT_RANGE = "output tokens are not from 0 to 100,000,000";
  private static final String OTHER_BLOCKS = "block length differs from that of earlier rows";

  private final String name;
  private final Lines lines;
  private final Intake intake = new Intake();
  private final Trace.Builder builder = new Trace.Builder();
  private final Row row = new Row();
  private int blockTokens;
  private long lastArrival = Long.MIN_VALUE;
  private long backwards;
  private long overlongPrefixes;

  private TraceReading(TextSource source) {
    name = source.name();
    lines = source.lines();
  }

  static TraceFiles.Loaded of(TextSource source) {
    return new TraceReading(source).read();
  }

  private TraceFiles.Loaded read() {
    List<Sample> samples = lines.peek(SAMPLES).stream().map(Sample::of).toList();
    if (samples.isEmpty()) {
      throw nothing();
    }
    TraceFormats.Known known = TraceFormats.of(samples, name);
    RowReader reader = known.format().reader(known.sample());
    boolean header = known.format().hasHeader();
    while (lines.next()) {
      if (lines.tooLong()) {
        reject(TOO_LONG);
      } else if (!Lines.isBlank(lines.bytes(), lines.start(), lines.end())) {
        if (!header) {
          readRow(reader);
        }
        header = false;
      }
    }
    noteWhatHappened();
    if (intake.accepted() == 0) {
      throw noRow();
    }
    Trace trace = builder.build(new Provenance.Observed(name));
    return new TraceFiles.Loaded(trace, intake, known.format().name());
  }

  private void readRow(RowReader reader) {
    row.clear();
    boolean cut = !lines.terminated();
    if (cut && lines.damage().isPresent()) {
      reject(CUT_OFF);
    } else if (!reader.read(lines.bytes(), lines.start(), lines.end(), row)) {
      reject(cut ? CUT_OFF + ", or " + row.reason() : row.reason());
    } else if (row.inputTokens() < 0 || row.inputTokens() > Trace.MAX_TOKENS) {
      reject(INPUT_RANGE);
    } else if (row.outputTokens() < 0 || row.outputTokens() > Trace.MAX_TOKENS) {
      reject(OUTPUT_RANGE);
    } else if (row.prefixLength() > 0 && blockTokens > 0 && row.blockTokens() != blockTokens) {
      reject(OTHER_BLOCKS);
    } else {
      accept();
    }
  }

  private void reject(String reason) {
    intake.reject(reason, name + ":" + lines.number());
  }

  private void accept() {
    int input = (int) row.inputTokens();
    if (row.prefixLength() > 0 && blockTokens == 0) {
      blockTokens = row.blockTokens();
      builder.blockTokens(blockTokens);
    }
    builder.add(
        row.arrivalNanos(),
        input,
        (int) row.outputTokens(),
        row.prefix(),
        prefixWithin(input),
        row.session());
    if (row.arrivalNanos() < lastArrival) {
      backwards++;
    }
    lastArrival = row.arrivalNanos();
    intake.accept();
  }

  private int prefixWithin(int input) {
    if (row.prefixLength() == 0) {
      return 0;
    }
    int blocks = (int) (((long) input + blockTokens - 1) / blockTokens);
    if (row.prefixLength() > blocks) {
      overlongPrefixes++;
    }
    return Math.min(row.prefixLength(), blocks);
  }

  private void noteWhatHappened() {
    lines
        .damage()
        .ifPresent(
            damage ->
                intake.note(
                    "%s: input breaks off after line %d and the rest is lost: %s"
                        .formatted(name, lines.number(), damage)));
    if (backwards > 0) {
      intake.note(
          "%s: rows earlier than the row before them, sorted by time: %,d"
              .formatted(name, backwards));
    }
    if (overlongPrefixes > 0) {
      intake.note(
          "%s: rows with more prefix ids than their prompt has blocks, cut to those: %,d"
              .formatted(name, overlongPrefixes));
    }
  }

  private BreakevenException nothing() {
    return lines
        .damage()
        .map(
            damage ->
                new BreakevenException(
                    ErrorCode.FILE_UNREADABLE,
                    "input cannot be read: " + damage,
                    name,
                    "Check that the file is whole"))
        .orElseGet(
            () ->
                new BreakevenException(
                    ErrorCode.INPUT_EMPTY, "input is empty", name, "Give a trace with requests"));
  }

  private String noneUsable(Intake.Problem worst) {
    if (intake.rejected() == 1) {
      return "its only row cannot be used: " + worst.reason();
    }
    String most = worst.rows() < intake.rejected() ? ", most (%,d)".formatted(worst.rows()) : "";
    return "none of %,d rows can be used%s because: %s"
        .formatted(intake.rejected(), most, worst.reason());
  }

  private BreakevenException noRow() {
    String damage = lines.damage().map(text -> "; input breaks off: " + text).orElse("");
    return intake.problems().stream()
        .max(Comparator.comparingLong(Intake.Problem::rows))
        .map(
            worst ->
                new BreakevenException(
                    ErrorCode.INPUT_EMPTY,
                    noneUsable(worst) + damage,
                    worst.first(),
                    "Correct the rows, or give another file"))
        .orElseGet(
            () ->
                new BreakevenException(
                    ErrorCode.INPUT_EMPTY,
                    "input has a header and no rows" + damage,
                    name,
                    "Give a trace with requests"));
  }
}
