package dev.breakeven.ingest.trace.mooncake;

import dev.breakeven.ingest.trace.format.JsonRows;
import dev.breakeven.ingest.trace.format.JsonRows.Field;
import dev.breakeven.ingest.trace.format.RowReader;
import dev.breakeven.ingest.trace.format.Sample;
import dev.breakeven.ingest.trace.format.TraceFormat;
import java.util.List;
import java.util.Map;

/// The JSONL of the Mooncake traces: milliseconds, and ids of 512-token prompt blocks.
public final class MooncakeFormat implements TraceFormat {
  private static final int BLOCK_TOKENS = 512;

  @Override
  public String name() {
    return "mooncake";
  }

  @Override
  public List<String> requiredNames() {
    return List.of("timestamp", "input_length", "output_length");
  }

  @Override
  public boolean hasHeader() {
    return false;
  }

  /// Not for a line with `chat_id`: that is Qwen-Bailian, which counts seconds.
  @Override
  public boolean matches(Sample sample) {
    return TraceFormat.super.matches(sample) && !sample.names().contains("chat_id");
  }

  @Override
  public RowReader reader(Sample sample) {
    return new JsonRows(
        Map.of(
            "timestamp", Field.MILLIS,
            "input_length", Field.INPUT,
            "output_length", Field.OUTPUT,
            "hash_ids", Field.PREFIX),
        BLOCK_TOKENS);
  }
}
