package dev.breakeven.ingest.trace.bailian;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.ingest.trace.FuzzedRows;
import org.junit.jupiter.api.Tag;

/// Rows of this format are read or refused, whatever they hold.
@Tag("fuzz")
final class BailianFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsOrRefuses(byte[] rows) {
    FuzzedRows.readOrRefuse(
        "{\"chat_id\":1,\"timestamp\":0.5,\"input_length\":9,\"output_length\":1}\n", rows);
  }
}
