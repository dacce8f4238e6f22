package dev.breakeven.core.plan;

import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.workload.Draw;
import dev.breakeven.core.workload.Draw.Purpose;
import dev.breakeven.core.workload.Trace;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Some replicas of a large fleet and the requests that come to them.
///
/// Behind a least-loaded balancer a replica gets a cross-section of all requests, whatever the
/// number of replicas beside it. So a part of a fleet before the same part of the requests waits as
/// the whole does, a little longer even: fewer replicas share what chance brings together. Requests
/// are drawn one from each run of successive ones, so that every moment keeps its load, and each by
/// itself, so that a replica's prefix cache sees as many conversations as in the whole. What those
/// drawn bring more or less than their share of the work is evened out by the clock. `scale` is
/// what each of them stands for.
record FleetPart(Trace trace, int replicas, double scale) {
  private static final long SEED = 1;

  /// All of `replicas` and of `trace`.
  static FleetPart whole(Trace trace, long replicas) {
    return new FleetPart(trace, Math.toIntExact(replicas), 1);
  }

  /// Prompt and output tokens of some requests.
  record Tokens(long input, long output) {
    static Tokens of(Trace trace, IntStream requests) {
      long[] sums = {0, 0};
      requests.forEach(
          i -> {
            sums[0] += trace.inputTokens(i);
            sums[1] += trace.outputTokens(i);
          });
      return new Tokens(sums[0], sums[1]);
    }

    double seconds(Capacity of) {
      return input * of.secondsPerInputToken() + output * of.secondsPerOutputToken();
    }
  }

  /// `part` of `replicas` that serve `trace`, which has `all` tokens.
  static FleetPart of(Trace trace, Tokens all, int part, long replicas, Capacity capacity) {
    int[] drawn = drawn(trace, part, replicas);
    double seconds = Tokens.of(trace, Arrays.stream(drawn)).seconds(capacity);
    double scale = seconds == 0 ? 1 : all.seconds(capacity) / seconds;
    return new FleetPart(taken(trace, drawn, replicas / (part * scale)), part, scale);
  }

  private static int[] drawn(Trace trace, int part, long replicas) {
    Draw draw = new Draw(SEED);
    double each = (double) replicas / part;
    int[] drawn = new int[(int) (trace.size() / each)];
    for (int i = 0; i < drawn.length; i++) {
      int least = i == 0 ? 0 : drawn[i - 1] + 1;
      drawn[i] = Math.max(least, (int) ((i + draw.uniform(Purpose.THIN, i)) * each));
    }
    return drawn;
  }

  /// `requests` of `trace` in a time `stretched`; turns still follow each other.
  private static Trace taken(Trace trace, int[] requests, double stretched) {
    int[] head = heads(trace);
    Trace.Builder builder = new Trace.Builder(trace.blockTokens());
    for (int i : requests) {
      long[] prefix = new long[trace.prefixBlocks(i)];
      for (int block = 0; block < prefix.length; block++) {
        prefix[block] = trace.prefixId(i, block);
      }
      builder.add(
          (long) (trace.arrivalNanos(i) * stretched),
          trace.inputTokens(i),
          trace.outputTokens(i),
          prefix,
          prefix.length,
          trace.hasSessions() ? head[i] + 1 : 0);
    }
    return builder.period((long) (trace.periodNanos() * stretched)).build(trace.provenance());
  }

  private static int[] heads(Trace trace) {
    int[] head = new int[trace.hasSessions() ? trace.size() : 0];
    for (int i = 0; i < head.length; i++) {
      int before = trace.previousTurn(i);
      head[i] = before < 0 ? i : head[before];
    }
    return head;
  }
}
