package dev.breakeven.ingest.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The property that fuzzing looks for a counter-example to: rows are read or refused.
public final class FuzzedRows {
  private FuzzedRows() {}

  /// `head` makes the format known, so that fuzzing spends its time on `rows`.
  public static void readOrRefuse(String head, byte[] rows) {
    byte[] first = head.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(first, first.length + rows.length);
    System.arraycopy(rows, 0, all, first.length, rows.length);
    TraceFormatContract.readsOrRefuses(all);
  }
}
