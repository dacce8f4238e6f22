package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;

/// What has become of each request of a trace: 24 bytes a request beside the trace's own 16,
/// and one more when some can wait.
final class Requests {
  static final long PICOS_PER_NANO = 1_000;

  /// In `finish`: not ended yet, sent to an API, and refused for one of the reasons below.
  static final long RUNNING = 0;

  static final long SPILLED = -1;
  static final long NO_OUTPUT = -2;
  static final long NO_PROMPT = -3;
  static final long OVER_CONTEXT = -4;
  static final long OVER_KV = -5;

  /// Sent to an API's batch tier, since it had waited until its deadline.
  static final long BATCHED = -6;

  final Trace trace;

  /// When the first and the last token came, in picoseconds of the trace.
  final long[] firstToken;

  final long[] finish;

  /// Tokens made before the last pre-emption.
  final int[] generated;

  /// The next request in the same queue.
  final int[] next;

  /// When each came, in picoseconds of the trace, where that can differ from what the trace says.
  private final long[] came;

  /// Which requests can wait; empty when none can.
  private final boolean[] deferrable;

  private long present;
  final Turns turns;

  Requests(Trace trace, Cluster cluster) {
    this.trace = trace;
    came = new long[trace.hasSessions() ? trace.size() : 0];
    firstToken = new long[trace.size()];
    finish = new long[trace.size()];
    generated = new int[trace.size()];
    next = new int[trace.size()];
    deferrable = cluster.deferral().map(d -> d.marks(trace.size())).orElse(new boolean[0]);
    turns = new Turns(trace, finish, cluster.thinkPicos());
  }

  boolean deferrable(int request) {
    return deferrable.length > 0 && deferrable[request];
  }

  /// Requests that have come, cannot wait and have not ended.
  long present() {
    return present;
  }

  void came(int request, long now) {
    present += deferrable(request) ? 0 : 1;
    if (came.length > 0) {
      came[request] = now;
    }
  }

  long camePicos(int request) {
    return came.length > 0 ? came[request] : trace.arrivalNanos(request) * PICOS_PER_NANO;
  }

  void ended(int request, long mark, long now) {
    finish[request] = mark;
    present -= deferrable(request) ? 0 : 1;
    turns.ended(request, now);
  }

  /// All that was made of `request` is lost.
  void lost(int request) {
    generated[request] = 0;
    firstToken[request] = 0;
  }

  /// Why `engine` can never serve `request` of `trace`, or [#RUNNING] when it can.
  static long refusal(Trace trace, int request, Engine engine) {
    int input = trace.inputTokens(request);
    int output = trace.outputTokens(request);
    if (output == 0) {
      return NO_OUTPUT;
    }
    if (input == 0) {
      return NO_PROMPT;
    }
    if ((long) input + output > engine.maxContext()) {
      return OVER_CONTEXT;
    }
    return engine.bytes(input + output - 1) > engine.kvBytes() ? OVER_KV : RUNNING;
  }
}
