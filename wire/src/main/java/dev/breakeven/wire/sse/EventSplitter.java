package dev.breakeven.wire.sse;

import java.util.Arrays;

/// Cuts a byte stream into server-sent events, wherever the chunks were cut.
///
/// Lines end in LF, CRLF or CR; an empty line ends an event. The bytes of all events in a row are
/// those of the stream. Bytes are never decoded here, so no character can be torn. Owned by one
/// thread.
public final class EventSplitter {
  private final int limit;
  private byte[] pending = new byte[512];
  private int length;
  private int scanned;
  private boolean lineIsEmpty = true;
  private boolean afterCarriageReturn;

  /// Takes a whole event: `bytes` from `from` to before `to`, which are the splitter's own and
  /// change with the next call. Blank lines before the first field are an event without fields.
  @FunctionalInterface
  public interface Sink {
    void event(byte[] bytes, int from, int to);
  }

  /// An event that is longer than the limit.
  public static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLongException(int limit) {
      super("an event is longer than %,d bytes".formatted(limit));
    }
  }

  /// `limit` bounds what is kept of an event that has not ended.
  public EventSplitter(int limit) {
    this.limit = limit;
  }

  /// Adds bytes and gives the events that end in them. Throws [TooLongException].
  public void feed(byte[] bytes, Sink sink) {
    append(bytes);
    int start = 0;
    for (int end = next(); end > 0; end = next()) {
      sink.event(pending, start, end);
      start = end;
    }
    System.arraycopy(pending, start, pending, 0, length - start);
    length -= start;
    scanned -= start;
    if (length > limit) {
      throw new TooLongException(limit);
    }
  }

  /// Gives what is left at the end of the stream: an event without its empty line.
  public void finish(Sink sink) {
    if (length > 0) {
      sink.event(pending, 0, length);
      length = 0;
      scanned = 0;
    }
  }

  private void append(byte[] bytes) {
    if (pending.length - length < bytes.length) {
      pending = Arrays.copyOf(pending, Math.max(2 * pending.length, length + bytes.length));
    }
    System.arraycopy(bytes, 0, pending, length, bytes.length);
    length += bytes.length;
  }

  /// The end of the next event in what was not scanned yet, or 0 when there is none.
  ///
  /// An event that ends in CR waits for one more byte, which may be the LF that belongs to it.
  private int next() {
    while (scanned < length) {
      byte one = pending[scanned];
      if (afterCarriageReturn) {
        afterCarriageReturn = false;
        boolean ended = lineIsEmpty;
        lineIsEmpty = true;
        if (one == '\n') {
          scanned++;
        }
        if (ended) {
          return scanned;
        }
        continue;
      }
      scanned++;
      if (one == '\r') {
        afterCarriageReturn = true;
      } else if (one == '\n') {
        if (lineIsEmpty) {
          return scanned;
        }
        lineIsEmpty = true;
      } else {
        lineIsEmpty = false;
      }
    }
    return 0;
  }
}
