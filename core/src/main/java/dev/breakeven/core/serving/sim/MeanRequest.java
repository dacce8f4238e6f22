package dev.breakeven.core.serving.sim;

import dev.breakeven.core.workload.Trace;
import java.util.function.IntPredicate;

/// The mean of some requests as a closed form needs it.
///
/// `context` is what a mean output token reads and `position` where a mean prompt token stands:
/// both weigh a request by its tokens, since a long one takes more than its share of the time.
record MeanRequest(double input, double output, double context, double position) {
  static MeanRequest of(Trace trace, IntPredicate counts) {
    double requests = 0;
    double input = 0;
    double output = 0;
    double contexts = 0;
    double positions = 0;
    for (int i = 0; i < trace.size(); i++) {
      if (counts.test(i)) {
        double in = trace.inputTokens(i);
        double out = trace.outputTokens(i);
        requests++;
        input += in;
        output += out;
        contexts += (in + out / 2) * out;
        positions += in * in / 2;
      }
    }
    return requests == 0
        ? new MeanRequest(1, 1, 1, 0)
        : new MeanRequest(
            input / requests, output / requests, contexts / output, positions / input);
  }

  /// The same where only a share of the prompt is read, the rest being in the prefix cache.
  MeanRequest reading(double share) {
    return new MeanRequest(input * share, output, context, position);
  }
}
