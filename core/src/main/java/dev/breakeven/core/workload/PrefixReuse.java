package dev.breakeven.core.workload;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;

/// Prompt tokens that a prefix cache without a limit on its size holds when their request arrives.
///
/// Ids are chained, so a request reuses its leading run of blocks that the cache has and nothing
/// after the first other one. A block counts its length, or what is left of the prompt when that is
/// less. Every block of a request is used when it arrives, and then lives on for the cache's
/// lifetime.
public final class PrefixReuse {
  /// The lifetime of what is never forgotten.
  public static final long FOR_EVER = Long.MAX_VALUE;

  private PrefixReuse() {}

  static Knowable<Ratio> shareOfInput(Trace trace) {
    long input = 0;
    long reused = 0;
    long ids = 0;
    int[] tokens = tokens(trace, FOR_EVER);
    for (int request = 0; request < trace.size(); request++) {
      input += trace.inputTokens(request);
      ids += trace.prefixBlocks(request);
      reused += tokens[request];
    }
    if (input == 0 || ids == 0) {
      return Knowable.unknown("no request carries prefix ids and prompt tokens");
    }
    return Knowable.known(Ratio.of(reused, input));
  }

  /// Of each request, the prompt tokens that are reused when a block is forgotten once it was not
  /// used for longer than `lifetimeNanos`.
  public static int[] tokens(Trace trace, long lifetimeNanos) {
    LastUse blocks = new LastUse();
    int[] reused = new int[trace.size()];
    for (int request = 0; request < reused.length; request++) {
      long oldest = trace.arrivalNanos(request) - lifetimeNanos;
      boolean leading = true;
      for (int block = 0; block < trace.prefixBlocks(request); block++) {
        int before = blocks.use(trace.prefixId(request, block), request);
        leading &= before >= 0 && trace.arrivalNanos(before) >= oldest;
        if (leading) {
          reused[request] +=
              Math.min(trace.blockTokens(), trace.inputTokens(request) - reused[request]);
        }
      }
    }
    return reused;
  }

  /// The request that used each block last, open addressing; 12 bytes a slot, half of them free.
  private static final class LastUse {
    private long[] ids = new long[1024];

    /// One more than the request; 0 in a free slot.
    private int[] users = new int[1024];

    private int size;

    /// The request that used `id` before, or -1; from now on it is `request`.
    int use(long id, int request) {
      int slot = slot(ids, users, id);
      int before = users[slot] - 1;
      ids[slot] = id;
      users[slot] = request + 1;
      if (before < 0) {
        size++;
        if (2 * size > ids.length) {
          grow();
        }
      }
      return before;
    }

    /// Where `id` is, or the free slot where it belongs.
    private static int slot(long[] ids, int[] users, long id) {
      int mask = ids.length - 1;
      int slot = (int) Draw.mix(id) & mask;
      while (users[slot] != 0 && ids[slot] != id) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    private void grow() {
      long[] moreIds = new long[Math.multiplyExact(ids.length, 2)];
      int[] moreUsers = new int[moreIds.length];
      for (int from = 0; from < ids.length; from++) {
        if (users[from] != 0) {
          int to = slot(moreIds, moreUsers, ids[from]);
          moreIds[to] = ids[from];
          moreUsers[to] = users[from];
        }
      }
      ids = moreIds;
      users = moreUsers;
    }
  }
}
