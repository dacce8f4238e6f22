package dev.breakeven.core.serving.sim;

/// Slots ordered by the step at which something happens to them, equal steps by request.
///
/// A binary heap that knows where each slot is, so that any slot can be taken out.
final class DueHeap {
  private final int[] heap;
  private final int[] place;
  private final long[] due;
  private final int[] request;
  private int size;

  DueHeap(int slots) {
    heap = new int[slots];
    place = new int[slots];
    due = new long[slots];
    request = new int[slots];
  }

  /// The first step at which something happens, or the end of time.
  long firstDue() {
    return size == 0 ? Long.MAX_VALUE : due[heap[0]];
  }

  int first() {
    return heap[0];
  }

  void add(int slot, int ofRequest, long step) {
    due[slot] = step;
    request[slot] = ofRequest;
    up(size++, slot);
  }

  /// The first slot has something else ahead, later.
  void postponeFirst(long step) {
    int slot = heap[0];
    due[slot] = step;
    down(0, slot);
  }

  void remove(int slot) {
    int hole = place[slot];
    int last = heap[--size];
    if (last == slot) {
      return;
    }
    if (before(last, slot)) {
      up(hole, last);
    } else {
      down(hole, last);
    }
  }

  private void up(int from, int slot) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      int above = heap[parent];
      if (!before(slot, above)) {
        break;
      }
      put(hole, above);
      hole = parent;
    }
    put(hole, slot);
  }

  private void down(int from, int slot) {
    int hole = from;
    int child = 2 * hole + 1;
    while (child < size) {
      int right = child + 1;
      if (right < size && before(heap[right], heap[child])) {
        child = right;
      }
      int lower = heap[child];
      if (!before(lower, slot)) {
        break;
      }
      put(hole, lower);
      hole = child;
      child = 2 * hole + 1;
    }
    put(hole, slot);
  }

  private void put(int hole, int slot) {
    heap[hole] = slot;
    place[slot] = hole;
  }

  private boolean before(int left, int right) {
    return due[left] < due[right] || (due[left] == due[right] && request[left] < request[right]);
  }
}
