package dev.breakeven.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.util.Arrays;

/// Reads server-sent events from bytes that arrive in any pieces.
///
/// Lines end with LF, CRLF or CR; only whole lines are decoded, so that a character may be split
/// between two pieces. `id` and `retry` fields are ignored. Not thread-safe; holds at most `limit`
/// bytes of one event.
public final class SseReader {
  /// What most streams stay far below: one event of 1 MiB.
  public static final int DEFAULT_LIMIT = 1 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /// Gets the events in order. The bytes are valid during the call only.
  public interface Listener {
    /// `name` is empty unless the stream says one.
    void event(String name, byte[] buffer, int offset, int length);

    /// A line that only keeps the connection alive, without its colon.
    default void comment(byte[] buffer, int offset, int length) {}
  }

  private final int limit;
  private final Listener listener;
  private byte[] line = new byte[256];
  private int lineLength;
  private byte[] data = new byte[1024];
  private int dataLength;
  private boolean hasData;
  private String name = "";
  private boolean afterCr;
  private boolean firstLine = true;

  public SseReader(int limit, Listener listener) {
    this.limit = limit;
    this.listener = listener;
  }

  /// Takes the next piece; throws `BreakevenException` when an event grows beyond the limit.
  public void feed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterCr) {
        start = i + 1;
      } else if (b == '\n' || b == '\r') {
        endOfLine(bytes, start, i);
        start = i + 1;
      }
      afterCr = b == '\r';
    }
    hold(bytes, start, end);
  }

  /// Says that no more bytes come: the last line and event count also without their line feeds.
  public void end() {
    if (lineLength > 0) {
      endOfLine(line, 0, 0);
    }
    dispatch();
  }

  private void hold(byte[] bytes, int start, int end) {
    int added = end - start;
    check(added);
    line = room(line, lineLength, added);
    System.arraycopy(bytes, start, line, lineLength, added);
    lineLength += added;
  }

  private void endOfLine(byte[] bytes, int start, int end) {
    if (lineLength == 0) {
      check(end - start);
      read(bytes, start, end);
      return;
    }
    hold(bytes, start, end);
    int length = lineLength;
    lineLength = 0;
    read(line, 0, length);
  }

  private void read(byte[] bytes, int lineStart, int end) {
    int start = lineStart;
    if (firstLine) {
      firstLine = false;
      start += startsWith(bytes, start, end, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    }
    if (start == end) {
      dispatch();
      return;
    }
    int colon = start;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    int value = Math.min(colon + 1, end);
    if (colon == start) {
      listener.comment(bytes, value, end - value);
      return;
    }
    if (value < end && bytes[value] == ' ') {
      value++;
    }
    if (isField(bytes, start, colon, "data")) {
      addData(bytes, value, end);
    } else if (isField(bytes, start, colon, "event")) {
      name = new String(bytes, value, end - value, UTF_8);
    }
  }

  private void addData(byte[] bytes, int start, int end) {
    int added = end - start;
    data = room(data, dataLength, added + 1);
    if (hasData) {
      data[dataLength++] = '\n';
    }
    System.arraycopy(bytes, start, data, dataLength, added);
    dataLength += added;
    hasData = true;
  }

  private void dispatch() {
    String eventName = name;
    int length = dataLength;
    boolean filled = hasData;
    name = "";
    dataLength = 0;
    hasData = false;
    if (filled) {
      listener.event(eventName, data, 0, length);
    }
  }

  private void check(int added) {
    if ((long) dataLength + lineLength + added > limit) {
      throw new BreakevenException(
          ErrorCode.ANSWER_INVALID,
          "an event of the stream is longer than " + limit + " bytes",
          "",
          "Check what the upstream sends.");
    }
  }

  private static byte[] room(byte[] buffer, int used, int added) {
    return used + added <= buffer.length
        ? buffer
        : Arrays.copyOf(buffer, Math.max(2 * buffer.length, used + added));
  }

  private static boolean startsWith(byte[] bytes, int start, int end, byte[] prefix) {
    int stop = start + prefix.length;
    return stop <= end && Arrays.equals(bytes, start, stop, prefix, 0, prefix.length);
  }

  private static boolean isField(byte[] bytes, int start, int colon, String field) {
    if (colon - start != field.length()) {
      return false;
    }
    for (int i = 0; i < field.length(); i++) {
      if (bytes[start + i] != field.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
