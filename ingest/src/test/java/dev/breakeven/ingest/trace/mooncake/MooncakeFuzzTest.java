package dev.breakeven.ingest.trace.mooncake;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.ingest.trace.FuzzedRows;
import org.junit.jupiter.api.Tag;

/// Rows of this format are read or refused, whatever they hold.
@Tag("fuzz")
final class MooncakeFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsOrRefuses(byte[] rows) {
    FuzzedRows.readOrRefuse(
        "{\"timestamp\":0,\"input_length\":9,\"output_length\":1,\"hash_ids\":[1]}\n", rows);
  }
}
