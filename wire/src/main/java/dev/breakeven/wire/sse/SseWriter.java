package dev.breakeven.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;

/// Writes server-sent events, each as one array of bytes that the receiver may keep.
public final class SseWriter {
  private static final byte[] EVENT = "event: ".getBytes(UTF_8);
  private static final byte[] DATA = "data: ".getBytes(UTF_8);

  private final Consumer<byte[]> out;

  public SseWriter(Consumer<byte[]> out) {
    this.out = out;
  }

  public void event(String name, byte[] data) {
    event(name, data, 0, data.length);
  }

  /// `name` may be empty; each line of `data` becomes a line of its own.
  public void event(String name, byte[] data, int offset, int length) {
    int end = offset + length;
    int lines = 1;
    for (int i = offset; i < end; i++) {
      lines += data[i] == '\n' ? 1 : 0;
    }
    byte[] title = name.getBytes(UTF_8);
    int titleLine = title.length == 0 ? 0 : EVENT.length + title.length + 1;
    byte[] event = new byte[titleLine + lines * DATA.length + length + 2];
    int at = 0;
    if (titleLine > 0) {
      at = put(event, at, EVENT, 0, EVENT.length);
      at = put(event, at, title, 0, title.length);
      event[at++] = '\n';
    }
    int start = offset;
    for (int i = offset; i <= end; i++) {
      if (i == end || data[i] == '\n') {
        at = put(event, at, DATA, 0, DATA.length);
        at = put(event, at, data, start, i - start);
        event[at++] = '\n';
        start = i + 1;
      }
    }
    event[at] = '\n';
    out.accept(event);
  }

  /// A line that only keeps the connection alive; `text` is one line.
  public void comment(String text) {
    out.accept((": " + text + "\n\n").getBytes(UTF_8));
  }

  private static int put(byte[] target, int at, byte[] source, int offset, int length) {
    System.arraycopy(source, offset, target, at, length);
    return at + length;
  }
}
