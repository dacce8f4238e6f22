package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;

/// Requests of one replica that wait for admission.
sealed interface WaitingQueue permits ArrivalQueue, RankedQueue {
  int size();

  /// The request that is admitted next; the queue is not empty.
  int head();

  /// Adds one that has just arrived.
  void add(int request);

  /// Takes a pre-empted request back.
  void putBack(int request);

  void removeHead();

  /// An empty queue for one replica; `links` has a place for every request.
  static WaitingQueue of(Admission admission, Trace trace, int[] links) {
    return admission.equals(Admission.FCFS)
        ? new ArrivalQueue(links)
        : new RankedQueue(trace, admission);
  }
}
