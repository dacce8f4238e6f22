package dev.breakeven.ingest.trace.azure;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.ingest.trace.FuzzedRows;
import org.junit.jupiter.api.Tag;

/// Rows of this format are read or refused, whatever they hold.
@Tag("fuzz")
final class AzureFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsOrRefuses(byte[] rows) {
    FuzzedRows.readOrRefuse("TIMESTAMP,ContextTokens,GeneratedTokens\n", rows);
  }
}
