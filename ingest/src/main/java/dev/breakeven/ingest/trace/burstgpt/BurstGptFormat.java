package dev.breakeven.ingest.trace.burstgpt;

import dev.breakeven.ingest.text.CsvFields;
import dev.breakeven.ingest.trace.format.Digits;
import dev.breakeven.ingest.trace.format.Row;
import dev.breakeven.ingest.trace.format.RowReader;
import dev.breakeven.ingest.trace.format.Sample;
import dev.breakeven.ingest.trace.format.TraceFormat;
import java.util.List;

/// The CSV of BurstGPT, with or without its session columns.
public final class BurstGptFormat implements TraceFormat {
  private static final String TIME = "Timestamp";
  private static final String INPUT = "Request tokens";
  private static final String OUTPUT = "Response tokens";

  @Override
  public String name() {
    return "burstgpt";
  }

  @Override
  public List<String> requiredNames() {
    return List.of(TIME, INPUT, OUTPUT);
  }

  @Override
  public boolean hasHeader() {
    return true;
  }

  @Override
  public RowReader reader(Sample header) {
    return new Rows(header);
  }

  private static final class Rows implements RowReader {
    private final CsvFields fields = new CsvFields();
    private final int columns;
    private final int time;
    private final int input;
    private final int output;

    Rows(Sample header) {
      columns = header.names().size();
      time = header.column(TIME);
      input = header.column(INPUT);
      output = header.column(OUTPUT);
    }

    @Override
    public boolean read(byte[] bytes, int from, int to, Row row) {
      fields.split(bytes, from, to);
      if (fields.count() != columns) {
        return row.reject("not as many columns as the header");
      }
      long arrival = Digits.secondsInNanos(bytes, fields.start(time), fields.end(time));
      if (arrival == Digits.INVALID || arrival < 0 || arrival > Row.MAX_NANOS) {
        return row.reject(TIME + " is not a number of seconds, at least 0");
      }
      long inputTokens = Digits.whole(bytes, fields.start(input), fields.end(input));
      if (inputTokens == Digits.INVALID) {
        return row.reject(INPUT + " is not a whole number");
      }
      long outputTokens = Digits.whole(bytes, fields.start(output), fields.end(output));
      if (outputTokens == Digits.INVALID) {
        return row.reject(OUTPUT + " is not a whole number");
      }
      return outputTokens == 0
          ? row.reject("failed call: no response tokens")
          : row.accept(arrival, inputTokens, outputTokens);
    }
  }
}
