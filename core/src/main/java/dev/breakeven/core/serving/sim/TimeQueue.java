package dev.breakeven.core.serving.sim;

import java.util.Arrays;

/// Requests by a time, equal times by request: a binary heap.
final class TimeQueue {
  static final long NEVER = Long.MAX_VALUE;

  private long[] times = new long[16];
  private int[] heap = new int[16];
  private int size;

  int size() {
    return size;
  }

  /// The first time, or [#NEVER] when there is none.
  long nextTime() {
    return size == 0 ? NEVER : times[0];
  }

  /// The request of the first time.
  int next() {
    return heap[0];
  }

  void add(long time, int request) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    int hole = size++;
    while (hole > 0 && before(time, request, (hole - 1) >>> 1)) {
      move((hole - 1) >>> 1, hole);
      hole = (hole - 1) >>> 1;
    }
    times[hole] = time;
    heap[hole] = request;
  }

  /// Takes the request of the first time out.
  int removeNext() {
    int first = heap[0];
    size--;
    long time = times[size];
    int request = heap[size];
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && before(times[child + 1], heap[child + 1], child)) {
        child++;
      }
      if (before(time, request, child)) {
        break;
      }
      move(child, hole);
      hole = child;
      child = 2 * hole + 1;
    }
    times[hole] = time;
    heap[hole] = request;
    return first;
  }

  private void move(int from, int to) {
    times[to] = times[from];
    heap[to] = heap[from];
  }

  private boolean before(long time, int request, int other) {
    return time < times[other] || (time == times[other] && request < heap[other]);
  }
}
