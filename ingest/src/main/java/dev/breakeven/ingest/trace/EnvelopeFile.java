package dev.breakeven.ingest.trace;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Envelope;
import dev.breakeven.ingest.text.CsvFields;
import dev.breakeven.ingest.text.Lines;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.ingest.trace.format.Digits;
import dev.breakeven.ingest.trace.format.Sample;
import dev.breakeven.ingest.trace.format.WallClock;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Reads a rate over time: CSV with a column of times and one of rates, told by their names.
///
/// Rows stand at equal steps, each for the time until the next; the last lasts as long as the
/// others. A row that breaks that breaks the curve, so it is an error and not left out.
public final class EnvelopeFile {
  private static final long SECOND = 1_000_000_000L;
  private static final Column CLOCK = new Column("at", 1);
  private static final Column WEIGHT = new Column("weight", 1);
  private static final List<Column> TIMES =
      List.of(
          new Column("second_from_start", SECOND),
          new Column("minute_from_start", 60 * SECOND),
          new Column("hour_from_start", 3_600 * SECOND),
          CLOCK);
  private static final List<Column> RATES =
      List.of(
          new Column("requests_per_second", 1),
          new Column("requests_per_minute", 60),
          new Column("requests_per_hour", 3_600),
          WEIGHT);

  /// A column by its name, which says the unit: nanoseconds of a time, seconds of a rate.
  private record Column(String name, long unit) {}

  private final String name;
  private final Lines lines;
  private final CsvFields fields = new CsvFields();
  private final WallClock clock = new WallClock();
  private final Column times;
  private final Column perTime;
  private final int timeField;
  private final int rateField;
  private final List<Double> rates = new ArrayList<>();
  private long previous;
  private long step;

  private EnvelopeFile(TextSource source) {
    name = source.name();
    lines = source.lines();
    List<byte[]> head = lines.peek(1);
    if (head.isEmpty()) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY, "the file is empty", name, "Give a curve in CSV");
    }
    Sample header = Sample.of(head.getFirst());
    times = column(header, TIMES);
    perTime = column(header, RATES);
    timeField = header.column(times.name());
    rateField = header.column(perTime.name());
  }

  /// Reads `file`, plain, gzip or zstd.
  ///
  /// Throws [BreakevenException], naming the line, when it is no curve.
  public static Envelope read(Path file) {
    try (TextSource source = TextSource.open(file.toString(), System.in)) {
      return new EnvelopeFile(source).read();
    }
  }

  /// Reads `bytes` as if from a file called `name`.
  static Envelope parse(String name, InputStream bytes) {
    return new EnvelopeFile(TextSource.of(name, bytes)).read();
  }

  private Column column(Sample header, List<Column> known) {
    List<Column> found =
        known.stream().filter(column -> header.names().contains(column.name())).toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new BreakevenException(
        ErrorCode.FORMAT_UNKNOWN,
        "a curve has one of the columns %s; found %s"
            .formatted(
                known.stream().map(Column::name).collect(Collectors.joining(", ")), header.shown()),
        name + ":1",
        "Name one column of times and one of rates so");
  }

  private Envelope read() {
    boolean header = true;
    while (lines.next()) {
      if (lines.tooLong()) {
        throw invalid("a line over 16 MiB", "Give a time and a rate in every row");
      }
      if (!Lines.isBlank(lines.bytes(), lines.start(), lines.end())) {
        if (!header) {
          row();
        }
        header = false;
      }
    }
    lines
        .damage()
        .ifPresent(
            damage -> {
              throw new BreakevenException(
                  ErrorCode.FILE_UNREADABLE,
                  "the curve breaks off: " + damage,
                  name + ":" + lines.number(),
                  "Check that the file is whole");
            });
    if (rates.size() < 2) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "the curve has %d row%s, from which no step follows"
              .formatted(rates.size(), rates.size() == 1 ? "" : "s"),
          name,
          "Give at least two");
    }
    try {
      return perTime.equals(WEIGHT)
          ? Envelope.ofWeights(name, step, rates)
          : Envelope.ofRates(name, step, rates);
    } catch (IllegalArgumentException e) {
      throw new BreakevenException(
          ErrorCode.ROW_INVALID, "no usable curve: " + e.getMessage(), name, "Correct the curve");
    }
  }

  private void row() {
    fields.split(lines.bytes(), lines.start(), lines.end());
    if (fields.count() <= Math.max(timeField, rateField)) {
      throw invalid(fields.count() + " values", "Give a time and a rate in every row");
    }
    long time = time();
    if (rates.size() == 1) {
      step = time - previous;
    }
    long since = rates.isEmpty() ? 1 : time - previous;
    if (since <= 0) {
      throw invalid("the time does not go on from the row before", "Sort the rows, one a time");
    }
    if (rates.size() > 1 && since != step) {
      throw invalid(
          "%s s after the row before, and the first two are %s s apart"
              .formatted(seconds(since), seconds(step)),
          "Give a row for every step, with rate 0 where nothing came");
    }
    previous = time;
    rates.add(rate());
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }

  private long time() {
    if (times.equals(CLOCK)) {
      long nanos = clock.nanos(lines.bytes(), fields.start(timeField), fields.end(timeField));
      if (nanos == Digits.INVALID) {
        throw invalid("at: " + shown(timeField), "Write times as 2026-11-21T10:00:00Z");
      }
      return nanos;
    }
    BigInteger nanos = number(timeField).times(times.unit()).rounded();
    if (nanos.bitLength() > 61) {
      throw invalid(times.name() + ": " + shown(timeField), "Count from the start of the curve");
    }
    return nanos.longValueExact();
  }

  private double rate() {
    double perSecond = number(rateField).toDouble() / perTime.unit();
    if (perSecond < 0 || perSecond > Envelope.MOST_PER_SECOND) {
      throw invalid(
          perTime.name() + ": " + shown(rateField), "Give 0 to a billion requests a second");
    }
    return perSecond;
  }

  private Ratio number(int field) {
    try {
      return Ratio.parse(text(field));
    } catch (NumberFormatException e) {
      throw invalid("'" + shown(field) + "' is no number", "Write it as 1411.5");
    }
  }

  private String shown(int field) {
    return new Sample(text(field), false, List.of()).shown();
  }

  private String text(int field) {
    int from = fields.start(field);
    return new String(lines.bytes(), from, fields.end(field) - from, StandardCharsets.UTF_8);
  }

  private BreakevenException invalid(String what, String remedy) {
    return new BreakevenException(ErrorCode.ROW_INVALID, what, name + ":" + lines.number(), remedy);
  }
}
