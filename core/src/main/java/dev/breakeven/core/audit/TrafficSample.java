package dev.breakeven.core.audit;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// Calls in the order of time, of which every second is forgotten whenever there are too many: what
/// is left keeps the shape of days and weeks, and [#each] says how many one stands for.
final class TrafficSample {
  private static final int MOST = 1 << 16;
  private static final int FIRST = 64;

  private long[] millis = new long[FIRST];
  private int[] inputs = new int[FIRST];
  private int[] outputs = new int[FIRST];
  private int size;
  private long seen;
  private long stride = 1;

  void add(Instant at, long input, long output) {
    if (seen++ % stride != 0) {
      return;
    }
    if (size == MOST) {
      halve();
      if ((seen - 1) % stride != 0) {
        return;
      }
    }
    if (size == millis.length) {
      millis = Arrays.copyOf(millis, 2 * size);
      inputs = Arrays.copyOf(inputs, 2 * size);
      outputs = Arrays.copyOf(outputs, 2 * size);
    }
    millis[size] = at.toEpochMilli();
    inputs[size] = (int) Math.min(input, Trace.MAX_TOKENS);
    outputs[size] = (int) Math.min(output, Trace.MAX_TOKENS);
    size++;
  }

  private void halve() {
    stride *= 2;
    size /= 2;
    for (int i = 0; i < size; i++) {
      millis[i] = millis[2 * i];
      inputs[i] = inputs[2 * i];
      outputs[i] = outputs[2 * i];
    }
  }

  /// How many calls one of [#trace] stands for.
  Ratio each() {
    return Ratio.of(seen, size);
  }

  /// The calls that are left, as all there were in `period`.
  Trace trace(Duration period) {
    Trace.Builder builder = new Trace.Builder().period(period.toNanos());
    for (int i = 0; i < size; i++) {
      long after = Duration.ofMillis(millis[i] - millis[0]).toNanos();
      builder.add(Math.max(0, after), inputs[i], outputs[i]);
    }
    return builder.build(new Provenance.Observed("the calls of the ledger"));
  }
}
