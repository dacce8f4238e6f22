package dev.breakeven.core.serving.sim;

/// The admitted sequences of a replica, each in a slot, linked in the order of admission.
final class Admitted {
  private static final int NONE = -1;

  private final int[] request;
  private final int[] prefixBlocks;
  private final int[] before;
  private final int[] after;
  private final int[] free;
  private int size;
  private int last = NONE;

  Admitted(int slots) {
    request = new int[slots];
    prefixBlocks = new int[slots];
    before = new int[slots];
    after = new int[slots];
    free = new int[slots];
    for (int i = 0; i < slots; i++) {
      free[i] = slots - 1 - i;
    }
  }

  int size() {
    return size;
  }

  /// The slot that was admitted last.
  int last() {
    return last;
  }

  /// The slot that was admitted before this one, or -1.
  int before(int slot) {
    return before[slot];
  }

  int request(int slot) {
    return request[slot];
  }

  /// How many leading prefix blocks the sequence holds in the cache.
  int prefixBlocks(int slot) {
    return prefixBlocks[slot];
  }

  int add(int added, int blocks) {
    int slot = free[free.length - 1 - size++];
    request[slot] = added;
    prefixBlocks[slot] = blocks;
    before[slot] = last;
    after[slot] = NONE;
    if (last != NONE) {
      after[last] = slot;
    }
    last = slot;
    return slot;
  }

  void remove(int slot) {
    if (after[slot] == NONE) {
      last = before[slot];
    } else {
      before[after[slot]] = before[slot];
    }
    if (before[slot] != NONE) {
      after[before[slot]] = after[slot];
    }
    free[free.length - size--] = slot;
  }
}
