package dev.breakeven.ingest.usage.codex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The counters of the sessions read so far: a branch begins with those of its parent.
///
/// A branch repeats its parent's readings, often under new times, so they are known by their
/// values: reading `n` is a copy when it and all before it equal the first `n` of the parent, or
/// of another copy of the session itself. Where the parent is not at hand, its first branch stands
/// for it. 8 bytes a reading.
final class Lineage {
  private final Map<String, long[]> readings = new HashMap<>();

  /// One session file while it is read.
  final class Session {
    private final long[] parent;
    private final long[] twin;
    private long[] own = new long[16];
    private int size;
    private long chain = 1;

    private Session(String id, String parentId) {
      parent = readings.getOrDefault(parentId, new long[0]);
      twin = readings.getOrDefault(id, new long[0]);
    }

    /// Adds a reading and says whether it is a copy of one that was read before.
    boolean copies(Counter counter) {
      chain = counter.chained(chain);
      if (size == own.length) {
        own = Arrays.copyOf(own, 2 * size);
      }
      own[size++] = chain;
      return holds(parent) || holds(twin);
    }

    private boolean holds(long[] other) {
      return other.length >= size && other[size - 1] == chain;
    }

    /// How many readings there were, copies included: the number of the last.
    int size() {
      return size;
    }
  }

  Session begin(String id, String parentId) {
    return new Session(id, parentId);
  }

  /// Keeps what `session` read for its own copies and for its branches.
  void end(String id, String parentId, Session session) {
    long[] own = Arrays.copyOf(session.own, session.size);
    if (!id.isEmpty() && own.length > session.twin.length) {
      readings.put(id, own);
    }
    if (!parentId.isEmpty()) {
      readings.putIfAbsent(parentId, own);
    }
  }
}
