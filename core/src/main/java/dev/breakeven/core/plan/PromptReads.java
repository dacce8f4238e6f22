package dev.breakeven.core.plan;

import dev.breakeven.core.workload.PrefixReuse;
import dev.breakeven.core.workload.Trace;
import java.util.Arrays;

/// Prompt tokens that have to be read when a prefix cache without a limit holds all the others: the
/// least that any replica reads, and every token where a trace says nothing of its prefixes.
record PromptReads(double share, int[] sorted) {
  static PromptReads of(Trace trace) {
    int[] reads = PrefixReuse.tokens(trace, PrefixReuse.FOR_EVER);
    long input = 0;
    long read = 0;
    for (int i = 0; i < reads.length; i++) {
      reads[i] = trace.inputTokens(i) - reads[i];
      input += trace.inputTokens(i);
      read += reads[i];
    }
    Arrays.sort(reads);
    return new PromptReads(input == 0 ? 1 : (double) read / input, reads);
  }

  /// The number of tokens that `percentile` percent of requests do not exceed, nearest-rank.
  int at(int percentile) {
    return sorted[(int) Math.ceilDiv((long) sorted.length * percentile, 100) - 1];
  }
}
