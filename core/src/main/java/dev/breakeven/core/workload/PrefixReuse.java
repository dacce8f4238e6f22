package dev.breakeven.core.workload;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;

/// Prompt tokens that an infinite prefix cache holds when their request arrives.
///
/// Ids are chained, so a request reuses its leading run of blocks seen before and nothing after the
/// first new one. A block counts its length, or what is left of the prompt when that is less.
final class PrefixReuse {
  private PrefixReuse() {}

  static Knowable<Ratio> shareOfInput(Trace trace) {
    SeenBlocks seen = new SeenBlocks();
    long input = 0;
    long reused = 0;
    long ids = 0;
    for (int request = 0; request < trace.size(); request++) {
      input += trace.inputTokens(request);
      ids += trace.prefixBlocks(request);
      reused += reusedTokens(trace, request, seen);
    }
    if (input == 0 || ids == 0) {
      return Knowable.unknown("no request carries prefix ids and prompt tokens");
    }
    return Knowable.known(Ratio.of(reused, input));
  }

  private static long reusedTokens(Trace trace, int request, SeenBlocks seen) {
    long remaining = trace.inputTokens(request);
    long reused = 0;
    boolean leading = true;
    for (int block = 0; block < trace.prefixBlocks(request); block++) {
      boolean known = !seen.add(trace.prefixId(request, block));
      leading &= known;
      if (leading) {
        long tokens = Math.min(trace.blockTokens(), remaining);
        reused += tokens;
        remaining -= tokens;
      }
    }
    return reused;
  }

  /// A set of block ids, open addressing; 8 bytes an id at a load of one half at most.
  private static final class SeenBlocks {
    private long[] slots = new long[1024];
    private int size;
    private boolean zero;

    /// True when `id` was not here before.
    boolean add(long id) {
      if (id == 0) {
        boolean added = !zero;
        zero = true;
        return added;
      }
      if (2 * (size + 1) > slots.length) {
        grow();
      }
      if (!insert(slots, id)) {
        return false;
      }
      size++;
      return true;
    }

    private static boolean insert(long[] slots, long id) {
      int mask = slots.length - 1;
      int slot = (int) Draw.mix(id) & mask;
      while (slots[slot] != 0) {
        if (slots[slot] == id) {
          return false;
        }
        slot = (slot + 1) & mask;
      }
      slots[slot] = id;
      return true;
    }

    private void grow() {
      long[] larger = new long[Math.multiplyExact(slots.length, 2)];
      for (long id : slots) {
        if (id != 0) {
          insert(larger, id);
        }
      }
      slots = larger;
    }
  }
}
