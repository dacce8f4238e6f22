package dev.breakeven.core.balance;

import java.util.Arrays;

/// The replica that was last sent the longest known part of the prompt, as long as that is at least
/// half of the prompt and the replica is not overloaded; else the least loaded one.
///
/// Overloaded means more than 4 requests and more than 1.5 times the least loaded replica's. Which
/// replica saw a block is a guess from the outside: a table of [#SLOTS] entries in which a new
/// block takes the place of an old one with the same hash.
final class PrefixAffine implements Balancer {
  static final int SLOTS = 1 << 18;
  private static final int FEW = 4;

  private final long[] ids = new long[SLOTS];
  private final int[] replicaOf = new int[SLOTS];

  PrefixAffine() {
    Arrays.fill(replicaOf, -1);
  }

  @Override
  public int choose(ReplicaLoads loads, PromptPrefix prefix) {
    int least = loads.leastLoaded();
    int affine = longestMatch(prefix);
    if (affine < 0 || affine >= loads.replicas() || !loads.takes(affine)) {
      return least;
    }
    int load = loads.outstanding(affine);
    boolean overloaded = load > FEW && 2L * load > 3L * loads.outstanding(least);
    return overloaded ? least : affine;
  }

  /// The replica that saw the longest leading run, or -1 when it is under half of the prompt.
  private int longestMatch(PromptPrefix prefix) {
    int replica = -1;
    int matched = 0;
    while (matched < prefix.blocks()) {
      long id = prefix.id(matched);
      int slot = slot(id);
      if (ids[slot] != id || replicaOf[slot] < 0) {
        break;
      }
      replica = replicaOf[slot];
      matched++;
    }
    return 2 * matched >= prefix.blocks() ? replica : -1;
  }

  @Override
  public void sent(int replica, PromptPrefix prefix) {
    for (int block = 0; block < prefix.blocks(); block++) {
      long id = prefix.id(block);
      int slot = slot(id);
      ids[slot] = id;
      replicaOf[slot] = replica;
    }
  }

  /// The finaliser of SplitMix64, cut to the table.
  private static int slot(long id) {
    long z = (id ^ (id >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (int) (z ^ (z >>> 31)) & (SLOTS - 1);
  }
}
