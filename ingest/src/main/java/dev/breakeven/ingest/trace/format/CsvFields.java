package dev.breakeven.ingest.trace.format;

import dev.breakeven.ingest.text.Bytes8;

/// The fields of one CSV line as ranges of its bytes: no object per field.
///
/// A field may stand in double quotes, which are left out of its range; a doubled quote inside
/// stays doubled. Owned by one thread.
public final class CsvFields {
  static final int MAX_FIELDS = 1_024;

  private final int[] starts = new int[MAX_FIELDS];
  private final int[] ends = new int[MAX_FIELDS];
  private int count;
  private int start;
  private boolean quoted;

  /// Finds the fields of a line; those after the 1,024th are only counted.
  public void split(byte[] bytes, int from, int to) {
    count = 0;
    start = from;
    quoted = false;
    int i = from;
    for (; i + Bytes8.COUNT <= to; i += Bytes8.COUNT) {
      long word = Bytes8.at(bytes, i);
      long marks = Bytes8.equal(word, '"') | Bytes8.equal(word, ',');
      while (marks != 0) {
        mark(bytes, i + Bytes8.first(marks));
        marks &= marks - 1;
      }
    }
    for (; i < to; i++) {
      mark(bytes, i);
    }
    add(bytes, start, to);
  }

  private void mark(byte[] bytes, int i) {
    if (bytes[i] == '"') {
      quoted = !quoted;
    } else if (bytes[i] == ',' && !quoted) {
      add(bytes, start, i);
      start = i + 1;
    }
  }

  private void add(byte[] bytes, int from, int to) {
    if (count < MAX_FIELDS) {
      boolean quotes = to - from >= 2 && bytes[from] == '"' && bytes[to - 1] == '"';
      starts[count] = quotes ? from + 1 : from;
      ends[count] = quotes ? to - 1 : to;
    }
    count++;
  }

  public int count() {
    return count;
  }

  public int start(int field) {
    return starts[field];
  }

  public int end(int field) {
    return ends[field];
  }
}
