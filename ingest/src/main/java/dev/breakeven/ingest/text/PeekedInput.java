package dev.breakeven.ingest.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// A buffered stream whose first bytes can be looked at without reading them.
///
/// `available` waits for a byte and is zero only at the end: `GZIPInputStream` stops before the
/// next member of its input when a pipe has nothing at hand yet.
final class PeekedInput extends InputStream {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 14];
  private int position;
  private int limit;

  PeekedInput(InputStream in) {
    this.in = in;
  }

  /// Up to `count` next bytes; fewer only at the end.
  byte[] peek(int count) throws IOException {
    while (limit - position < count && fill()) {}
    byte[] head = new byte[Math.min(count, limit - position)];
    System.arraycopy(buffer, position, head, 0, head.length);
    return head;
  }

  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = 0;
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(0, read);
    return read > 0;
  }

  @Override
  public int read() throws IOException {
    return position < limit || fill() ? buffer[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (position == limit && length >= buffer.length) {
      return in.read(bytes, offset, length);
    }
    if (position == limit && !fill()) {
      return -1;
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(buffer, position, bytes, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    return position < limit || fill() ? limit - position : 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
