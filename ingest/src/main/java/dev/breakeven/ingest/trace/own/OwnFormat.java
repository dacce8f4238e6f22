package dev.breakeven.ingest.trace.own;

import dev.breakeven.ingest.trace.format.JsonRows;
import dev.breakeven.ingest.trace.format.JsonRows.Field;
import dev.breakeven.ingest.trace.format.RowReader;
import dev.breakeven.ingest.trace.format.Sample;
import dev.breakeven.ingest.trace.format.TraceFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Our own JSONL, described in `docs/reference/trace-format.md`.
public final class OwnFormat implements TraceFormat {
  private static final String DATE_TIME = "at";
  private static final String MILLIS = "at_ms";
  private static final int BLOCK_TOKENS = 512;

  @Override
  public String name() {
    return "breakeven";
  }

  @Override
  public List<String> requiredNames() {
    return List.of(DATE_TIME, "input", "output");
  }

  @Override
  public boolean hasHeader() {
    return false;
  }

  @Override
  public boolean matches(Sample sample) {
    List<String> names = sample.names();
    return sample.json()
        && names.containsAll(List.of("input", "output"))
        && (names.contains(DATE_TIME) || names.contains(MILLIS));
  }

  /// The time key of the first row is that of the file: a row with only the other has no time.
  @Override
  public RowReader reader(Sample sample) {
    Map<String, Field> fields =
        new TreeMap<>(
            Map.of(
                "input", Field.INPUT,
                "output", Field.OUTPUT,
                "prefix", Field.PREFIX,
                "block_tokens", Field.BLOCK_TOKENS,
                "session", Field.SESSION));
    if (sample.names().contains(DATE_TIME)) {
      fields.put(DATE_TIME, Field.DATE_TIME);
    } else {
      fields.put(MILLIS, Field.MILLIS);
    }
    return new JsonRows(fields, BLOCK_TOKENS);
  }
}
