package dev.breakeven.ingest.trace.azure;

import dev.breakeven.ingest.text.CsvFields;
import dev.breakeven.ingest.trace.format.Digits;
import dev.breakeven.ingest.trace.format.Row;
import dev.breakeven.ingest.trace.format.RowReader;
import dev.breakeven.ingest.trace.format.Sample;
import dev.breakeven.ingest.trace.format.TraceFormat;
import dev.breakeven.ingest.trace.format.WallClock;
import java.util.List;

/// The CSV of the Azure LLM inference traces of 2023 and 2024.
public final class AzureFormat implements TraceFormat {
  private static final String TIME = "TIMESTAMP";
  private static final String INPUT = "ContextTokens";
  private static final String OUTPUT = "GeneratedTokens";
  private static final int SHORTEST_TIME = "2023-11-16 18:15:46".length();

  @Override
  public String name() {
    return "azure";
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
    private final WallClock clock = new WallClock();
    private final boolean published;
    private final int columns;
    private final int time;
    private final int input;
    private final int output;

    Rows(Sample header) {
      published = header.names().equals(List.of(TIME, INPUT, OUTPUT));
      columns = header.names().size();
      time = header.column(TIME);
      input = header.column(INPUT);
      output = header.column(OUTPUT);
    }

    @Override
    public boolean read(byte[] bytes, int from, int to, Row row) {
      return (published && readPublished(bytes, from, to, row)) || readFields(bytes, from, to, row);
    }

    /// Reads a row as published, in one pass; false leaves it to [#readFields], which says why.
    private boolean readPublished(byte[] bytes, int from, int to, Row row) {
      int first = comma(bytes, from + SHORTEST_TIME, to);
      int second = comma(bytes, first + 1, to);
      if (second >= to) {
        return false;
      }
      long arrival = clock.nanos(bytes, from, first);
      long inputTokens = Digits.whole(bytes, first + 1, second);
      long outputTokens = Digits.whole(bytes, second + 1, to);
      return arrival != Digits.INVALID
          && inputTokens != Digits.INVALID
          && outputTokens != Digits.INVALID
          && row.accept(arrival, inputTokens, outputTokens);
    }

    private static int comma(byte[] bytes, int from, int to) {
      int i = from;
      while (i < to && bytes[i] != ',') {
        i++;
      }
      return i;
    }

    private boolean readFields(byte[] bytes, int from, int to, Row row) {
      fields.split(bytes, from, to);
      if (fields.count() != columns) {
        return row.reject("not as many columns as the header");
      }
      long arrival = clock.nanos(bytes, fields.start(time), fields.end(time));
      if (arrival == Digits.INVALID) {
        return row.reject(TIME + " is not a time such as 2023-11-16 18:15:46.6805900");
      }
      long inputTokens = Digits.whole(bytes, fields.start(input), fields.end(input));
      if (inputTokens == Digits.INVALID) {
        return row.reject(INPUT + " is not a whole number");
      }
      long outputTokens = Digits.whole(bytes, fields.start(output), fields.end(output));
      return outputTokens == Digits.INVALID
          ? row.reject(OUTPUT + " is not a whole number")
          : row.accept(arrival, inputTokens, outputTokens);
    }
  }
}
