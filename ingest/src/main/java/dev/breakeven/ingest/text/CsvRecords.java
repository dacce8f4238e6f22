package dev.breakeven.ingest.text;

import java.io.ByteArrayOutputStream;

/// The records of a CSV file and their fields as ranges of bytes: a quoted field may hold line
/// ends.
///
/// Owned by one thread; a record's bytes are valid until the next.
public final class CsvRecords {
  private static final int LONGEST = Lines.MAX_LINE;
  private static final byte[] NONE = new byte[0];

  private final Lines lines;
  private final CsvFields fields = new CsvFields();
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
    fields.split(bytes, start, end);
    if (fields.isOpen()) {
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
    fields.split(bytes, start, end);
  }

  private static boolean oddQuotes(byte[] bytes, int from, int to) {
    boolean odd = false;
    for (int i = from; i < to; i++) {
      odd ^= bytes[i] == '"';
    }
    return odd;
  }

  public State state() {
    return state;
  }

  /// Holds the record, where [#fields] says.
  public byte[] bytes() {
    return bytes;
  }

  /// The fields of a whole record.
  public CsvFields fields() {
    return fields;
  }

  /// The line that the record begins on, counted from 1.
  public long number() {
    return number;
  }
}
