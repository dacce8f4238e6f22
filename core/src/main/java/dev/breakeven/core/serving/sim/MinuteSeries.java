package dev.breakeven.core.serving.sim;

import java.util.Arrays;

/// A cluster by the minute, all replicas together.
///
/// Counts are of what happened within the minute, its end apart; running, waiting and KV bytes are
/// read just before its end. The last row ends with the last event.
public final class MinuteSeries {
  static final long MINUTE_PICOS = 60_000_000_000_000L;

  private static final int COLUMNS = 7;

  private final long kvBytes;
  private final int replicas;
  private long[] cells = new long[COLUMNS * 64];
  private int rows;

  MinuteSeries(long kvBytes, int replicas) {
    this.kvBytes = kvBytes;
    this.replicas = replicas;
  }

  /// One minute; `busyShare` (time in a step) and `kvUse` are over all replicas.
  public record Minute(
      int minute,
      long arrivals,
      long spilled,
      long outputTokens,
      double busyShare,
      long running,
      long waiting,
      double kvUse) {}

  void add(
      long arrivals,
      long spilled,
      long outputTokens,
      long busyPicos,
      long running,
      long waiting,
      long heldBytes) {
    int cell = COLUMNS * rows++;
    if (cell == cells.length) {
      cells = Arrays.copyOf(cells, 2 * cell);
    }
    cells[cell] = arrivals;
    cells[cell + 1] = spilled;
    cells[cell + 2] = outputTokens;
    cells[cell + 3] = busyPicos;
    cells[cell + 4] = running;
    cells[cell + 5] = waiting;
    cells[cell + 6] = heldBytes;
  }

  public int minutes() {
    return rows;
  }

  public Minute minute(int index) {
    int cell = COLUMNS * index;
    return new Minute(
        index,
        cells[cell],
        cells[cell + 1],
        cells[cell + 2],
        (double) cells[cell + 3] / replicas / MINUTE_PICOS,
        cells[cell + 4],
        cells[cell + 5],
        (double) cells[cell + 6] / replicas / kvBytes);
  }

  /// The raw integers of a row, for comparison to the bit.
  long[] row(int index) {
    return Arrays.copyOfRange(cells, COLUMNS * index, COLUMNS * (index + 1));
  }
}
