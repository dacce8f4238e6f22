package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;

/// The KV bytes of one replica: those that running sequences hold, and the prefix cache in the
/// rest.
///
/// Invariant: held + idle prefix blocks ≤ KV bytes, after every call.
final class Memory {
  private final Engine engine;
  private final PrefixCache cache;
  private final boolean caching;
  private long held;
  private int hitTokens;
  private int blocks;

  Memory(Engine engine, Trace trace) {
    this.engine = engine;
    caching = trace.hasPrefixes();
    cache = new PrefixCache(trace, engine);
  }

  long held() {
    return held;
  }

  /// Bytes that running sequences can still take; idle prefix blocks give way.
  long room() {
    return engine.kvBytes() - held;
  }

  /// Running sequences grow by `bytes`, which fit.
  void grow(long bytes) {
    held += bytes;
    makeWay();
  }

  private void makeWay() {
    if (caching) {
      cache.shrinkTo(engine.kvBytes() - held);
    }
  }

  /// Takes the memory for `request` to read `length` tokens and answers 0, or takes nothing and
  /// answers what it needs, when that is not left beside `growth`.
  long admit(int request, int length, long growth) {
    if (!caching) {
      long needs = engine.bytes(length);
      if (needs + growth > room()) {
        return needs;
      }
      held += needs;
      return 0;
    }
    cache.shrinkTo(room() - growth);
    int hits = cache.hits(request, length);
    long shared = cache.held(request, hits) * cache.bytesPerBlock();
    long needs = engine.bytes(length) - shared;
    if (needs + growth > room()) {
      return needs;
    }
    int taken = cache.hold(request, hits);
    int added = cache.extend(request, hits);
    blocks = hits + added;
    hitTokens = hits * cache.tokensPerBlock();
    held += engine.bytes(length) - (hits - taken) * cache.bytesPerBlock();
    cache.shrinkTo(room() - growth);
    return 0;
  }

  /// Prompt tokens of the request admitted last that need not be read.
  int hitTokensOfAdmitted() {
    return hitTokens;
  }

  /// Prefix blocks that the request admitted last holds.
  int blocksOfAdmitted() {
    return blocks;
  }

  /// Gives back what `request` holds: `stored` tokens, `prefixBlocks` of them in blocks that others
  /// may hold too; those beyond `computed` tokens were never filled.
  void release(int request, int prefixBlocks, int stored, int computed) {
    long bytes = engine.bytes(stored);
    if (caching) {
      int idle = cache.release(request, prefixBlocks, computed / cache.tokensPerBlock());
      bytes -= (prefixBlocks - idle) * cache.bytesPerBlock();
    }
    held -= bytes;
  }
}
