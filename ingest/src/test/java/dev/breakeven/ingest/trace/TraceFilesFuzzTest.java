package dev.breakeven.ingest.trace;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/// Detection and decompression: any bytes are read or refused.
@Tag("fuzz")
final class TraceFilesFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsOrRefuses(byte[] data) {
    TraceFormatContract.readsOrRefuses(data);
  }
}
