package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;

/// Which waiting request is admitted first: the one of the lowest rank, then the earliest.
@FunctionalInterface
public interface Admission {
  /// First come, first served; a pre-empted request goes first again.
  Admission FCFS = (_, _) -> 0;

  /// The shortest prompt first.
  Admission SHORTEST_PROMPT = Trace::inputTokens;

  int rank(Trace trace, int request);
}
