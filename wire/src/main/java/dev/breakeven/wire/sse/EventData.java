package dev.breakeven.wire.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The `data` of a server-sent event: the bytes from `from` to before `to`.
///
/// Most events have one data line, which is not copied: valid as long as those of the event.
public record EventData(byte[] bytes, int from, int to) {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] FIELD = "data".getBytes(StandardCharsets.US_ASCII);

  /// Reads the data lines of the event in `bytes`, joined by line feeds; empty when it has none.
  ///
  /// The mark that may stand before the first event of a stream is passed over.
  public static EventData of(byte[] bytes, int from, int to) {
    EventData data = new EventData(bytes, from, from);
    boolean any = false;
    int at = from;
    if (Arrays.equals(bytes, from, Math.min(from + 3, to), BYTE_ORDER_MARK, 0, 3)) {
      at += BYTE_ORDER_MARK.length;
    }
    while (at < to) {
      int end = lineEnd(bytes, at, to);
      int value = valueStart(bytes, at, end);
      if (value >= 0) {
        data = any ? data.plus(bytes, value, end) : new EventData(bytes, value, end);
        any = true;
      }
      at = end + 1;
    }
    return data;
  }

  public boolean isEmpty() {
    return from == to;
  }

  public int length() {
    return to - from;
  }

  public boolean is(String ascii) {
    if (length() != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private EventData plus(byte[] more, int start, int end) {
    byte[] joined = new byte[to - from + 1 + end - start];
    System.arraycopy(bytes, from, joined, 0, to - from);
    joined[to - from] = '\n';
    System.arraycopy(more, start, joined, to - from + 1, end - start);
    return new EventData(joined, 0, joined.length);
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  /// Where the value of a data line begins, or -1 for any other line.
  private static int valueStart(byte[] bytes, int from, int end) {
    int at = from;
    for (byte one : FIELD) {
      if (at == end || bytes[at++] != one) {
        return -1;
      }
    }
    if (at == end) {
      return end;
    }
    if (bytes[at] != ':') {
      return -1;
    }
    at++;
    return at < end && bytes[at] == ' ' ? at + 1 : at;
  }
}
