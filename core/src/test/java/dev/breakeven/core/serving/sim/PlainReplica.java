package dev.breakeven.core.serving.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// What one replica of [StepByStep] holds.
final class PlainReplica {
  List<Sequence> running = new ArrayList<>();
  List<Integer> waiting = new ArrayList<>();
  LinkedHashSet<Long> idle = new LinkedHashSet<>();
  Map<Sequence, Integer> chunks = new HashMap<>();
  long stepStart;
  long stepEnd = Long.MAX_VALUE;
  long busyBefore;
  boolean atBoundary;

  int outstanding() {
    return running.size() + waiting.size();
  }

  boolean holds(long block) {
    return running.stream().anyMatch(sequence -> sequence.sharedBlocks.contains(block));
  }

  /// A replica in this place that has nothing, not even a cache.
  PlainReplica replaced() {
    PlainReplica fresh = new PlainReplica();
    fresh.busyBefore = busyBefore;
    return fresh;
  }

  /// Where a prefix-affine balancer notes which replica saw the block.
  static int tableSlot(long id) {
    long z = id;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z = z ^ (z >>> 31);
    return (int) (z & 0x3FFFF);
  }

  static final class Sequence {
    int request;
    int prompt;
    int read;
    boolean decoding;

    /// Tokens in the KV cache, reserved ones of an unread prompt included.
    int stored;

    List<Long> sharedBlocks = new ArrayList<>();
  }
}
