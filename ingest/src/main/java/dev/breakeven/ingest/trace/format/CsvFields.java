package dev.breakeven.ingest.trace.format;

/// The fields of one CSV line as ranges of its bytes: no object per field.
///
/// A field may stand in double quotes, which are left out of its range; a doubled quote inside
/// stays doubled. Owned by one thread.
public final class CsvFields {
  static final int MAX_FIELDS = 1_024;

  private final int[] starts = new int[MAX_FIELDS];
  private final int[] ends = new int[MAX_FIELDS];
  private int count;

  /// Finds the fields of a line; those after the 1,024th are only counted.
  public void split(byte[] bytes, int from, int to) {
    count = 0;
    int start = from;
    boolean quoted = false;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '"') {
        quoted = !quoted;
      } else if (b == ',' && !quoted) {
        add(bytes, start, i);
        start = i + 1;
      }
    }
    add(bytes, start, to);
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
