package dev.breakeven.ingest.trace.burstgpt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.ingest.trace.FuzzedRows;
import org.junit.jupiter.api.Tag;

/// Rows of this format are read or refused, whatever they hold.
@Tag("fuzz")
final class BurstGptFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsOrRefuses(byte[] rows) {
    FuzzedRows.readOrRefuse(
        "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n", rows);
  }
}
