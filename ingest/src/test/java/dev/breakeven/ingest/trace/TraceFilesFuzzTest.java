package dev.breakeven.ingest.trace;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Detection and decompression: any bytes are read or refused.
final class TraceFilesFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsOrRefuses(byte[] data) {
    TraceFormatContract.readsOrRefuses(data);
  }
}
