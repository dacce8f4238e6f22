package dev.breakeven.core.serving.sim;

import java.util.Arrays;

/// A cluster by the minute, all replicas together.
///
/// Counts are of what happened within the minute, its end apart; running, waiting and KV bytes are
/// read just before its end. The last row ends with the last event.
public final class MinuteSeries {
  static final long MINUTE_PICOS = 60_000_000_000_000L;

  private static final int COLUMNS = 10;

  private final long kvBytes;
  private long[] cells = new long[COLUMNS * 64];
  private int rows;

  MinuteSeries(long kvBytes) {
    this.kvBytes = kvBytes;
  }

  /// One minute; `busyShare` (time in a step) and `kvUse` are over the replicas that were on.
  /// `replicas` are on at its end, `deferred` requests wait for idle capacity then.
  public record Minute(
      int minute,
      long arrivals,
      long spilled,
      long outputTokens,
      double busyShare,
      long running,
      long waiting,
      double kvUse,
      int replicas,
      long deferred) {}

  /// A row: arrivals, spilled, output tokens, busy picoseconds, running, waiting, held bytes,
  /// replicas, their picoseconds in the minute, deferred.
  void add(long... row) {
    int cell = COLUMNS * rows++;
    if (cell == cells.length) {
      cells = Arrays.copyOf(cells, 2 * cell);
    }
    System.arraycopy(row, 0, cells, cell, COLUMNS);
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
        share(cells[cell + 3], cells[cell + 8]),
        cells[cell + 4],
        cells[cell + 5],
        share(cells[cell + 6], cells[cell + 7]) / kvBytes,
        (int) cells[cell + 7],
        cells[cell + 9]);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /// The raw integers of a row, for comparison to the bit.
  long[] row(int index) {
    return Arrays.copyOfRange(cells, COLUMNS * index, COLUMNS * (index + 1));
  }
}
