package dev.breakeven.ingest.trace.own;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.ingest.trace.FuzzedRows;
import org.junit.jupiter.api.Tag;

/// Rows of this format are read or refused, whatever they hold.
@Tag("fuzz")
final class OwnFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsOrRefuses(byte[] rows) {
    FuzzedRows.readOrRefuse("{\"at\":\"2026-11-21T10:00:00Z\",\"input\":9,\"output\":1}\n", rows);
  }
}
