package dev.breakeven.core.serving.sim;

/// Slots ordered by the step at which something happens to them, equal steps by request.
///
/// A binary heap that knows where each slot is, so that any slot can be taken out. Steps lie in the
/// heap itself, so that comparing two places touches neither slot.
final class DueHeap {
  private final long[] due;
  private final int[] slots;
  private final int[] place;
  private final int[] request;
  private int size;

  DueHeap(int capacity) {
    due = new long[capacity];
    slots = new int[capacity];
    place = new int[capacity];
    request = new int[capacity];
  }

  /// The first step at which something happens, or the end of time.
  long firstDue() {
    return size == 0 ? Long.MAX_VALUE : due[0];
  }

  int first() {
    return slots[0];
  }

  void add(int slot, int ofRequest, long step) {
    request[slot] = ofRequest;
    up(size++, slot, step);
  }

  /// The first slot has something else ahead, later.
  void postponeFirst(long step) {
    down(0, slots[0], step);
  }

  void remove(int slot) {
    int hole = place[slot];
    int last = --size;
    if (hole == last) {
      return;
    }
    long step = due[last];
    int moved = slots[last];
    if (hole > 0 && before(step, moved, (hole - 1) >>> 1)) {
      up(hole, moved, step);
    } else {
      down(hole, moved, step);
    }
  }

  private void up(int from, int slot, long step) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!before(step, slot, parent)) {
        break;
      }
      put(hole, slots[parent], due[parent]);
      hole = parent;
    }
    put(hole, slot, step);
  }

  private void down(int from, int slot, long step) {
    int hole = from;
    int child = 2 * hole + 1;
    while (child < size) {
      int right = child + 1;
      if (right < size && before(due[right], slots[right], child)) {
        child = right;
      }
      if (before(step, slot, child)) {
        break;
      }
      put(hole, slots[child], due[child]);
      hole = child;
      child = 2 * hole + 1;
    }
    put(hole, slot, step);
  }

  private void put(int hole, int slot, long step) {
    due[hole] = step;
    slots[hole] = slot;
    place[slot] = hole;
  }

  private boolean before(long step, int slot, int other) {
    return step < due[other] || (step == due[other] && request[slot] < request[slots[other]]);
  }
}
