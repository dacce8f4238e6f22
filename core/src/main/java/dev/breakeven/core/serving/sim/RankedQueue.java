package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;
import java.util.Arrays;

/// The lowest rank first, equal ranks in the order of the trace: a binary heap.
final class RankedQueue implements WaitingQueue {
  private final Trace trace;
  private final Admission admission;
  private int[] heap = new int[64];
  private int size;

  RankedQueue(Trace trace, Admission admission) {
    this.trace = trace;
    this.admission = admission;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int head() {
    return heap[0];
  }

  @Override
  public void putBack(int request) {
    add(request);
  }

  @Override
  public void add(int request) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, Math.multiplyExact(size, 2));
    }
    int hole = size++;
    while (hole > 0 && before(request, heap[(hole - 1) >>> 1])) {
      heap[hole] = heap[(hole - 1) >>> 1];
      hole = (hole - 1) >>> 1;
    }
    heap[hole] = request;
  }

  @Override
  public void removeHead() {
    int moved = heap[--size];
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], moved)) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
      child = 2 * hole + 1;
    }
    heap[hole] = moved;
  }

  private boolean before(int left, int right) {
    int leftRank = admission.rank(trace, left);
    int rightRank = admission.rank(trace, right);
    return leftRank < rightRank || (leftRank == rightRank && left < right);
  }
}
