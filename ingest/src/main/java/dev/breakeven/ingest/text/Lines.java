package dev.breakeven.ingest.text;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The lines of a stream as ranges of one buffer: no object per line.
///
/// A line ends at LF, CR LF or the end. One longer than [#MAX_LINE] is skipped without being held,
/// and said to be too long. A stream that breaks off ends the lines, and [#damage] says how.
/// Owned by one thread; a line's bytes are valid until the next.
public final class Lines {
  /// Longer lines are not read.
  public static final int MAX_LINE = 16 << 20;

  private static final int FIRST_BUFFER = 1 << 18;
  private static final int HEAD = 1 << 16;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long FEEDS = '\n' * ONES;

  private final InputStream in;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int position;
  private int limit;
  private int start;
  private int end;
  private long number;
  private boolean tooLong;
  private boolean terminated;
  private boolean ended;
  private boolean marked;
  private Optional<String> damage = Optional.empty();

  Lines(InputStream in) {
    this.in = in;
  }

  /// The first lines that are not blank, at most `count`, without reading them: a copy.
  ///
  /// Looks at no more than 64 KiB, so the last may be cut. Only before the first [#next].
  public List<byte[]> peek(int count) {
    while (limit < HEAD && fill()) {}
    skipByteOrderMark();
    List<byte[]> head = new ArrayList<>();
    int from = position;
    while (from < limit && head.size() < count) {
      int feed = Math.min(feedFrom(from), Math.min(limit, position + HEAD));
      byte[] line = Arrays.copyOfRange(buffer, from, withoutReturn(from, feed));
      if (!isBlank(line, 0, line.length)) {
        head.add(line);
      }
      from = feed + 1;
      if (feed >= position + HEAD) {
        break;
      }
    }
    return head;
  }

  /// Moves to the next line; false at the end.
  public boolean next() {
    skipByteOrderMark();
    tooLong = false;
    int scanned = 0;
    while (true) {
      int feed = feedFrom(position + scanned);
      if (feed < limit) {
        return take(feed, true);
      }
      scanned = limit - position;
      if (scanned > MAX_LINE) {
        return skipLine();
      }
      if (!fill()) {
        return scanned > 0 && take(limit, false);
      }
    }
  }

  /// What is not read yet as a stream, for content whose values are not lines; then no [#next].
  public InputStream rest() {
    skipByteOrderMark();
    InputStream held = new ByteArrayInputStream(buffer, position, limit - position);
    return ended ? held : new SequenceInputStream(held, new Honest(in));
  }

  /// A stream whose damage is always an `IOException`: decompressors report it with both kinds.
  private static final class Honest extends FilterInputStream {
    Honest(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (RuntimeException e) {
        throw new IOException(e);
      }
    }
  }

  private boolean take(int feed, boolean withFeed) {
    start = position;
    end = withoutReturn(position, feed);
    position = withFeed ? feed + 1 : feed;
    terminated = withFeed;
    tooLong = end - start > MAX_LINE;
    number++;
    return true;
  }

  private boolean skipLine() {
    do {
      int feed = feedFrom(position);
      if (feed < limit) {
        position = feed + 1;
        terminated = true;
        break;
      }
      position = limit;
      terminated = false;
    } while (fill());
    start = position;
    end = position;
    tooLong = true;
    number++;
    return true;
  }

  private void skipByteOrderMark() {
    if (marked) {
      return;
    }
    marked = true;
    while (limit < 3 && fill()) {}
    if (limit >= 3
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF) {
      position = 3;
    }
  }

  /// The index of the next LF at or after `from`, or `limit`; eight bytes a step.
  private int feedFrom(int from) {
    int i = from;
    for (; i + Long.BYTES <= limit; i += Long.BYTES) {
      long different = (long) LONGS.get(buffer, i) ^ FEEDS;
      long zero = (different - ONES) & ~different & HIGHS;
      if (zero != 0) {
        return i + (Long.numberOfTrailingZeros(zero) >>> 3);
      }
    }
    while (i < limit && buffer[i] != '\n') {
      i++;
    }
    return i;
  }

  private int withoutReturn(int from, int to) {
    return to > from && buffer[to - 1] == '\r' ? to - 1 : to;
  }

  /// Reads more behind what is unread, which moves to the front; false at the end.
  private boolean fill() {
    if (ended) {
      return false;
    }
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    try {
      int read = in.read(buffer, limit, buffer.length - limit);
      limit += Math.max(0, read);
      ended = read < 0;
    } catch (IOException | RuntimeException e) {
      // decompressors report damage with both kinds
      damage = Optional.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
      ended = true;
    }
    return !ended;
  }

  /// True for spaces and tabs only.
  public static boolean isBlank(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r')) {
      i++;
    }
    return i == to;
  }

  /// Holds the line from [#start] to [#end], which is not included and is without its line end.
  public byte[] bytes() {
    return buffer;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  /// Counts from 1, every line, blank ones too.
  public long number() {
    return number;
  }

  /// True when the line was longer than [#MAX_LINE] and is not held.
  public boolean tooLong() {
    return tooLong;
  }

  /// False for a last line that no line end closes.
  public boolean terminated() {
    return terminated;
  }

  /// Why the stream broke off, once it did.
  public Optional<String> damage() {
    return damage;
  }
}
