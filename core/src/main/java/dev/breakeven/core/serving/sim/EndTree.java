package dev.breakeven.core.serving.sim;

import java.util.Arrays;

/// When the running segment of each replica ends: a binary tree in which a parent has the earlier
/// end of its two children. Finding the first end is one look, moving one is a walk to the root.
final class EndTree {
  private final long[] ends;
  private final int leaves;

  EndTree(int replicas) {
    leaves = replicas == 1 ? 1 : 2 * Integer.highestOneBit(replicas - 1);
    ends = new long[2 * leaves];
    Arrays.fill(ends, Replica.NEVER);
  }

  long first() {
    return ends[1];
  }

  /// A replica that ends first: the lowest of equals.
  int firstReplica() {
    long first = ends[1];
    int node = 1;
    while (node < leaves) {
      node = ends[2 * node] == first ? 2 * node : 2 * node + 1;
    }
    return node - leaves;
  }

  void set(int replica, long end) {
    int node = leaves + replica;
    ends[node] = end;
    while (node > 1) {
      node >>>= 1;
      long earlier = Math.min(ends[2 * node], ends[2 * node + 1]);
      if (ends[node] == earlier) {
        return;
      }
      ends[node] = earlier;
    }
  }
}
