package dev.breakeven.core.workload;

import java.util.Arrays;

/// The order that sorts arrivals, equal ones as they came: a merge sort of the runs there are.
///
/// Real traces are sorted but for a few rows, so there are few runs and few passes.
final class ArrivalOrder {
  private final long[] arrivals;
  private int[] order;
  private int[] merged;
  private int[] runs;
  private int runCount;

  private ArrivalOrder(long[] arrivals) {
    this.arrivals = arrivals;
    order = new int[arrivals.length];
    Arrays.setAll(order, i -> i);
    merged = new int[arrivals.length];
    runs = new int[16];
  }

  static int[] of(long[] arrivals) {
    ArrivalOrder sorting = new ArrivalOrder(arrivals);
    sorting.findRuns();
    while (sorting.runCount > 1) {
      sorting.mergePairs();
    }
    return sorting.order;
  }

  /// `runs` holds where each run starts, and then the end.
  private void findRuns() {
    for (int i = 0; i < arrivals.length; i++) {
      if (i == 0 || arrivals[i] < arrivals[i - 1]) {
        if (runCount + 2 > runs.length) {
          runs = Arrays.copyOf(runs, 2 * runs.length);
        }
        runs[runCount++] = i;
      }
    }
    runs[runCount] = arrivals.length;
  }

  private void mergePairs() {
    int kept = 0;
    for (int run = 0; run < runCount; run += 2) {
      int middle = runs[Math.min(run + 1, runCount)];
      int end = runs[Math.min(run + 2, runCount)];
      merge(runs[run], middle, end);
      runs[kept++] = runs[run];
    }
    runs[kept] = arrivals.length;
    runCount = kept;
    int[] swap = order;
    order = merged;
    merged = swap;
  }

  private void merge(int from, int middle, int end) {
    int left = from;
    int right = middle;
    for (int i = from; i < end; i++) {
      boolean takeLeft =
          left < middle && (right == end || arrivals[order[left]] <= arrivals[order[right]]);
      merged[i] = takeLeft ? order[left++] : order[right++];
    }
  }
}
