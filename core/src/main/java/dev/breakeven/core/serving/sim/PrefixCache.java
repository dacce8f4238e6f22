package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;
import java.util.Arrays;

/// The prompt blocks of one replica that later requests can reuse: a trace's prefix ids.
///
/// A block is held while a running sequence refers to it; after that it stays until its memory is
/// needed, the least recently used first and of one request the last block first. A sequence holds
/// the leading blocks of its prompt; only whole blocks count.
final class PrefixCache {
  private static final int NONE = -1;

  private final Trace trace;
  private final int tokensPerBlock;
  private final long bytesPerBlock;
  private int[] buckets = new int[64];
  private long[] id = new long[64];
  private int[] holders = new int[64];
  private int[] chain = new int[64];
  private int[] newer = new int[64];
  private int[] older = new int[64];
  private int free = NONE;
  private int used;
  private int newest = NONE;
  private int oldest = NONE;
  private long idleBytes;

  PrefixCache(Trace trace, Engine engine) {
    this.trace = trace;
    tokensPerBlock = trace.blockTokens();
    bytesPerBlock = tokensPerBlock / engine.blockTokens() * engine.blockBytes();
    Arrays.fill(buckets, NONE);
  }

  long bytesPerBlock() {
    return bytesPerBlock;
  }

  int tokensPerBlock() {
    return tokensPerBlock;
  }

  /// Bytes of blocks that nobody holds.
  long idleBytes() {
    return idleBytes;
  }

  /// Leading blocks of `request` that are here, when `tokens` have to be read: the last token is
  /// always read anew.
  int hits(int request, int tokens) {
    int most = Math.min(wholeBlocks(request), (tokens - 1) / tokensPerBlock);
    int hits = 0;
    while (hits < most && find(trace.prefixId(request, hits)) != NONE) {
      hits++;
    }
    return hits;
  }

  /// How many of the first `hits` blocks of `request` somebody holds already.
  int held(int request, int hits) {
    int held = 0;
    for (int block = 0; block < hits; block++) {
      if (holders[find(trace.prefixId(request, block))] > 0) {
        held++;
      }
    }
    return held;
  }

  private int wholeBlocks(int request) {
    return Math.min(trace.prefixBlocks(request), trace.inputTokens(request) / tokensPerBlock);
  }

  /// Holds the `hits` blocks; how many nobody held before.
  int hold(int request, int hits) {
    int taken = 0;
    for (int block = 0; block < hits; block++) {
      int entry = find(trace.prefixId(request, block));
      if (holders[entry]++ == 0) {
        unlink(entry);
        taken++;
      }
    }
    return taken;
  }

  /// Adds and holds the blocks after the first `hits`, up to one that is here already; how many.
  int extend(int request, int hits) {
    int whole = wholeBlocks(request);
    int block = hits;
    while (block < whole && find(trace.prefixId(request, block)) == NONE) {
      insert(trace.prefixId(request, block));
      block++;
    }
    return block - hits;
  }

  /// Lets go of the first `count` blocks, the last first; those from `computed` on were never
  /// filled and are forgotten. Answers how many nobody holds now.
  int release(int request, int count, int computed) {
    int idle = 0;
    for (int block = count - 1; block >= 0; block--) {
      int entry = find(trace.prefixId(request, block));
      if (--holders[entry] > 0) {
        continue;
      }
      idle++;
      if (block < computed) {
        link(entry);
      } else {
        forget(entry);
      }
    }
    return idle;
  }

  /// Forgets idle blocks, the least recently used first, until they take at most `bytes`.
  void shrinkTo(long bytes) {
    while (idleBytes > bytes) {
      int entry = oldest;
      unlink(entry);
      forget(entry);
    }
  }

  private int find(long wanted) {
    int entry = buckets[bucket(wanted)];
    while (entry != NONE && id[entry] != wanted) {
      entry = chain[entry];
    }
    return entry;
  }

  private void insert(long added) {
    int entry = free;
    if (entry == NONE) {
      if (used == id.length) {
        grow();
      }
      entry = used++;
    } else {
      free = chain[entry];
    }
    int bucket = bucket(added);
    id[entry] = added;
    holders[entry] = 1;
    chain[entry] = buckets[bucket];
    buckets[bucket] = entry;
  }

  private void forget(int entry) {
    int bucket = bucket(id[entry]);
    if (buckets[bucket] == entry) {
      buckets[bucket] = chain[entry];
    } else {
      int before = buckets[bucket];
      while (chain[before] != entry) {
        before = chain[before];
      }
      chain[before] = chain[entry];
    }
    chain[entry] = free;
    free = entry;
  }

  private void link(int entry) {
    older[entry] = newest;
    newer[entry] = NONE;
    if (newest == NONE) {
      oldest = entry;
    } else {
      newer[newest] = entry;
    }
    newest = entry;
    idleBytes += bytesPerBlock;
  }

  private void unlink(int entry) {
    if (newer[entry] == NONE) {
      newest = older[entry];
    } else {
      older[newer[entry]] = older[entry];
    }
    if (older[entry] == NONE) {
      oldest = newer[entry];
    } else {
      newer[older[entry]] = newer[entry];
    }
    idleBytes -= bytesPerBlock;
  }

  private void grow() {
    int size = Math.multiplyExact(used, 2);
    id = Arrays.copyOf(id, size);
    holders = Arrays.copyOf(holders, size);
    chain = Arrays.copyOf(chain, size);
    newer = Arrays.copyOf(newer, size);
    older = Arrays.copyOf(older, size);
    buckets = new int[size];
    Arrays.fill(buckets, NONE);
    for (int entry = 0; entry < used; entry++) {
      int bucket = bucket(id[entry]);
      chain[entry] = buckets[bucket];
      buckets[bucket] = entry;
    }
  }

  private int bucket(long wanted) {
    long z = (wanted ^ (wanted >>> 32)) * 0x9E3779B97F4A7C15L;
    return (int) (z >>> 32) & (buckets.length - 1);
  }
}
