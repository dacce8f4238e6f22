package dev.breakeven.ingest.trace.format;

import java.util.Arrays;

/// One request on its way from a line into a trace. Mutable and reused, owned by one thread.
///
/// A reason for rejection is one of few sentences per format, without the row's own values, so that
/// counting by reason stays small.
public final class Row {
  /// Years 1970 to 2199, so that any two instants are less than 2^63 nanoseconds apart.
  public static final long MAX_NANOS = 7_258_118_400_000_000_000L;

  private long arrivalNanos;
  private long inputTokens;
  private long outputTokens;
  private long[] prefix = new long[64];
  private int prefixLength;
  private int blockTokens;
  private long session;
  private String reason = "";

  public void clear() {
    session = 0;
    prefixLength = 0;
    blockTokens = 0;
    reason = "";
  }

  /// Sets everything but the prefix, and answers true.
  public boolean accept(long arrivalNanos, long inputTokens, long outputTokens) {
    this.arrivalNanos = arrivalNanos;
    this.inputTokens = inputTokens;
    this.outputTokens = outputTokens;
    return true;
  }

  /// Says why the row is left out, and answers false.
  public boolean reject(String reason) {
    this.reason = reason;
    return false;
  }

  public void addPrefix(long id) {
    if (prefixLength == prefix.length) {
      prefix = Arrays.copyOf(prefix, 2 * prefixLength);
    }
    prefix[prefixLength++] = id;
  }

  public void clearPrefix() {
    prefixLength = 0;
  }

  /// The length of a prefix block in this row; needed only where there are ids.
  public void blockTokens(int tokens) {
    blockTokens = tokens;
  }

  /// A number that tells sessions apart; 0 for none.
  public void session(long id) {
    session = id;
  }

  public long session() {
    return session;
  }

  public long arrivalNanos() {
    return arrivalNanos;
  }

  public long inputTokens() {
    return inputTokens;
  }

  public long outputTokens() {
    return outputTokens;
  }

  /// The ids, of which the first [#prefixLength] count. Not a copy.
  public long[] prefix() {
    return prefix;
  }

  public int prefixLength() {
    return prefixLength;
  }

  public int blockTokens() {
    return blockTokens;
  }

  public String reason() {
    return reason;
  }
}
