package dev.breakeven.ingest.text;

/// The fields of one CSV line as ranges of its bytes: no object per field.
///
/// A field may stand in double quotes, which are left out of its range; a doubled quote inside
/// stays doubled. Owned by one thread.
public final class CsvFields {
  /// So many fields are kept.
  public static final int MAX_FIELDS = 1_024;

  private static final long MARKS = 0x8080808080808080L;

  private final int[] starts = new int[MAX_FIELDS];
  private final int[] ends = new int[MAX_FIELDS];
  private int count;
  private int start;
  private boolean open;

  /// Finds the fields of a line; those after the 1,024th are only counted.
  public void split(byte[] bytes, int from, int to) {
    count = 0;
    start = from;
    long quoted = 0; // all marks while in quotes
    int i = from;
    for (; i + Bytes8.COUNT <= to; i += Bytes8.COUNT) {
      long word = Bytes8.at(bytes, i);
      long quotes = Bytes8.equal(word, '"');
      long odd = quotes ^ (quotes << 8);
      odd ^= odd << 16;
      odd ^= odd << 32; // marks where the quotes so far in the word are odd
      long commas = Bytes8.equal(word, ',') & ~(odd ^ quoted);
      quoted ^= (odd >> 63) & MARKS;
      while (commas != 0) {
        comma(bytes, i + Bytes8.first(commas));
        commas &= commas - 1;
      }
    }
    open = quoted != 0;
    for (; i < to; i++) {
      if (bytes[i] == '"') {
        open = !open;
      } else if (bytes[i] == ',' && !open) {
        comma(bytes, i);
      }
    }
    add(bytes, start, to);
  }

  private void comma(byte[] bytes, int i) {
    add(bytes, start, i);
    start = i + 1;
  }

  private void add(byte[] bytes, int from, int to) {
    if (count < MAX_FIELDS) {
      boolean quotes = to - from >= 2 && bytes[from] == '"' && bytes[to - 1] == '"';
      starts[count] = quotes ? from + 1 : from;
      ends[count] = quotes ? to - 1 : to;
    }
    count++;
  }

  /// True when the quotes of the line do not close: the last field goes on in the next line.
  public boolean isOpen() {
    return open;
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
