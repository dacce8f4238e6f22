package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;

/// Arrivals of sessions as a closed loop: a turn comes when the trace says, but not before the turn
/// ahead of it has ended here and its user has thought.
///
/// A turn whose predecessor was refused or spilled waits no longer than until that is known.
final class Turns {
  private final Trace trace;
  private final long[] finish;
  private final long thinkPicos;
  private final boolean sessions;

  /// The request that waits for the end of this one, plus one.
  private final int[] follower;

  private final TimeQueue waiting = new TimeQueue();

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
    waiting.add(ready, request);
    return true;
  }

  /// `request` was served, or sent away, at `now`.
  void ended(int request, long now) {
    if (sessions && follower[request] > 0) {
      waiting.add(
          finish[request] > 0 ? Math.addExact(now, thinkPicos) : now, follower[request] - 1);
    }
  }

  /// When the next of the turns that were put off comes.
  long nextTime() {
    return waiting.nextTime();
  }

  int next() {
    return waiting.next();
  }

  void removeNext() {
    waiting.removeNext();
  }
}
