package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;
import java.util.Arrays;

/// Arrivals of sessions as a closed loop: a turn comes when the trace says, but not before the turn
/// ahead of it has ended here and its user has thought.
///
/// A turn whose predecessor was refused or spilled waits no longer than until that is known. Turns
/// that wait for a time are in a heap by time, then by request.
final class Turns {
  private static final long NEVER = Long.MAX_VALUE;

  private final Trace trace;
  private final long[] finish;
  private final long thinkPicos;
  private final boolean sessions;

  /// The request that waits for the end of this one, plus one.
  private final int[] follower;

  private long[] times = new long[16];
  private int[] heap = new int[16];
  private int size;

  /// `finish` is that of [Requests].
  Turns(Trace trace, long[] finish, long thinkPicos) {
    this.trace = trace;
    this.finish = finish;
    this.thinkPicos = thinkPicos;
    sessions = trace.hasSessions();
    follower = new int[sessions ? trace.size() : 0];
  }

  /// True when `request`, whose time in the trace is `now`, has to come later.
  boolean defers(int request, long now) {
    int previous = sessions ? trace.previousTurn(request) : -1;
    if (previous < 0 || finish[previous] < 0) {
      return false;
    }
    if (finish[previous] == Requests.RUNNING) {
      follower[previous] = request + 1;
      return true;
    }
    long ready = Math.addExact(finish[previous], thinkPicos);
    if (ready <= now) {
      return false;
    }
    add(ready, request);
    return true;
  }

  /// `request` was served, or sent away, at `now`.
  void ended(int request, long now) {
    if (sessions && follower[request] > 0) {
      add(finish[request] > 0 ? Math.addExact(now, thinkPicos) : now, follower[request] - 1);
    }
  }

  /// When the next of the turns that were put off comes.
  long nextTime() {
    return size == 0 ? NEVER : times[0];
  }

  int next() {
    return heap[0];
  }

  private void add(long time, int request) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    int hole = size++;
    while (hole > 0 && before(time, request, (hole - 1) >>> 1)) {
      move((hole - 1) >>> 1, hole);
      hole = (hole - 1) >>> 1;
    }
    times[hole] = time;
    heap[hole] = request;
  }

  void removeNext() {
    size--;
    long time = times[size];
    int request = heap[size];
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && before(times[child + 1], heap[child + 1], child)) {
        child++;
      }
      if (before(time, request, child)) {
        break;
      }
      move(child, hole);
      hole = child;
      child = 2 * hole + 1;
    }
    times[hole] = time;
    heap[hole] = request;
  }

  private void move(int from, int to) {
    times[to] = times[from];
    heap[to] = heap[from];
  }

  private boolean before(long time, int request, int other) {
    return time < times[other] || (time == times[other] && request < heap[other]);
  }
}
