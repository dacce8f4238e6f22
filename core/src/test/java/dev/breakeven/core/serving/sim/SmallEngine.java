package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.util.Arrays;

/// An engine to reckon by hand with: every step takes the same time plus what the context adds.
record SmallEngine(int seqs, int tokens, long stepPicos, long contextPicos, int kvBlocks) {
  static final int BLOCK = 16;
  static final int MAX_CONTEXT = 10_000;

  Engine engine() {
    long[] tokenPicos = new long[tokens + 1];
    Arrays.fill(tokenPicos, stepPicos);
    StepCost cost = new StepCost(tokenPicos, new StepCost.Slopes(0, contextPicos, 0), 0, 0, 0);
    return new Engine(cost, seqs, tokens, MAX_CONTEXT, BLOCK, kvBlocks, 1, 0);
  }

  /// Rows of arrival in nanoseconds, input and output tokens.
  static Trace trace(long[]... rows) {
    Trace.Builder builder = new Trace.Builder();
    for (long[] row : rows) {
      builder.add(row[0], (int) row[1], (int) row[2]);
    }
    return builder.build(new Provenance.Sample("by hand"));
  }

  static long[] row(long nanos, int input, int output) {
    return new long[] {nanos, input, output};
  }
}
