package dev.breakeven.ingest.text;

import java.io.ByteArrayOutputStream;

/// The records of a CSV file as ranges of bytes: a quoted field may hold line ends.
///
/// Owned by one thread; a record's bytes are valid until the next.
public final class CsvRecords {
  private static final int LONGEST = Lines.MAX_LINE;
  private static final byte[] NONE = new byte[0];

  private final Lines lines;
  private final ByteArrayOutputStream joined = new ByteArrayOutputStream();
  private byte[] bytes = NONE;
  private int start;
  private int end;
  private long number;
  private State state = State.WHOLE;

  /// What became of a record.
  public enum State {
    WHOLE,
    /// Longer than a line may be, and not held.
    TOO_LONG,
    /// Its quotes never close.
    OPEN
  }

  public CsvRecords(Lines lines) {
    this.lines = lines;
  }

  /// Moves to the next record that is not blank; false at the end.
  public boolean next() {
    while (lines.next()) {
      number = lines.number();
      if (lines.tooLong()) {
        state = State.TOO_LONG;
        return true;
      }
      if (!Lines.isBlank(lines.bytes(), lines.start(), lines.end())) {
        take();
        return true;
      }
    }
    return false;
  }

  private void take() {
    state = State.WHOLE;
    bytes = lines.bytes();
    start = lines.start();
    end = lines.end();
    if (oddQuotes(bytes, start, end)) {
      join();
    }
  }

  private void join() {
    joined.reset();
    joined.write(bytes, start, end - start);
    boolean open = true;
    while (open) {
      if (joined.size() > LONGEST || !lines.next() || lines.tooLong()) {
        state = State.OPEN;
        return;
      }
      joined.write('\n');
      joined.write(lines.bytes(), lines.start(), lines.end() - lines.start());
      open = !oddQuotes(lines.bytes(), lines.start(), lines.end());
    }
    bytes = joined.toByteArray();
    start = 0;
    end = bytes.length;
  }

  private static boolean oddQuotes(byte[] bytes, int from, int to) {
    int quotes = 0;
    int i = from;
    for (; i + Bytes8.COUNT <= to; i += Bytes8.COUNT) {
      quotes += Long.bitCount(Bytes8.equal(Bytes8.at(bytes, i), '"'));
    }
    for (; i < to; i++) {
      quotes += bytes[i] == '"' ? 1 : 0;
    }
    return quotes % 2 == 1;
  }

  public State state() {
    return state;
  }

  /// Holds the record from [#start] to [#end], which is not included.
  public byte[] bytes() {
    return bytes;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  /// The line that the record begins on, counted from 1.
  public long number() {
    return number;
  }
}
