package dev.breakeven.core.serving.sim;

/// Finds order statistics in place: quickselect with the median of three, then insertion.
final class Selection {
  private static final int SMALL = 16;

  private final long[] values;

  Selection(long[] values) {
    this.values = values;
  }

  /// The value of rank `rank` among those in `[from, to)`; smaller ones end before it.
  long at(int rank, int from, int to) {
    int low = from;
    int high = to - 1;
    while (high - low > SMALL) {
      long pivot = median(values[low], values[(low + high) >>> 1], values[high]);
      int left = low;
      int right = high;
      while (left <= right) {
        while (values[left] < pivot) {
          left++;
        }
        while (values[right] > pivot) {
          right--;
        }
        if (left <= right) {
          long swap = values[left];
          values[left++] = values[right];
          values[right--] = swap;
        }
      }
      if (rank <= right) {
        high = right;
      } else if (rank >= left) {
        low = left;
      } else {
        return values[rank];
      }
    }
    sort(low, high);
    return values[rank];
  }

  private void sort(int low, int high) {
    for (int i = low + 1; i <= high; i++) {
      long value = values[i];
      int hole = i;
      while (hole > low && values[hole - 1] > value) {
        values[hole] = values[hole - 1];
        hole--;
      }
      values[hole] = value;
    }
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
