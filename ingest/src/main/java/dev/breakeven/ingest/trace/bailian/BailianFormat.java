package dev.breakeven.ingest.trace.bailian;

import dev.breakeven.ingest.trace.format.JsonRows;
import dev.breakeven.ingest.trace.format.JsonRows.Field;
import dev.breakeven.ingest.trace.format.RowReader;
import dev.breakeven.ingest.trace.format.Sample;
import dev.breakeven.ingest.trace.format.TraceFormat;
import java.util.List;
import java.util.Map;

/// The JSONL of the Qwen-Bailian usage traces: seconds, and ids of 16-token prompt blocks.
public final class BailianFormat implements TraceFormat {
  private static final int BLOCK_TOKENS = 16;

  @Override
  public String name() {
    return "bailian";
  }

  @Override
  public List<String> requiredNames() {
    return List.of("chat_id", "timestamp", "input_length", "output_length");
  }

  @Override
  public boolean hasHeader() {
    return false;
  }

  @Override
  public RowReader reader(Sample sample) {
    return new JsonRows(
        Map.of(
            "timestamp", Field.SECONDS,
            "input_length", Field.INPUT,
            "output_length", Field.OUTPUT,
            "hash_ids", Field.PREFIX),
        BLOCK_TOKENS);
  }
}
