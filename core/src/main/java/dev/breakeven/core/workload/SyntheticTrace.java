package dev.breakeven.core.workload;

import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Makes a week of requests from a stated volume: an assumption that looks like a trace.
///
/// Arrivals are a Poisson process through the hours of the [Shape], given their number. Lengths are
/// lognormal with the spread of the Azure 2023 conversation trace ([AssumedLengths]). Lengths are
/// apportioned so that they add up to the stated volume to the token. Same volume, same bytes.
public final class SyntheticTrace {
  /// Above this many requests a week the trace is thinned.
  public static final int MAX_REQUESTS = 2_000_000;

  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private SyntheticTrace() {}

  /// A made-up trace; traffic is `scale` times what it holds, for 1 unless it was thinned.
  public record Synthetic(Trace trace, Ratio scale) {}

  /// The bundled sample: one made-up working day of assistant chats and code completions.
  public static Trace sample() {
    return SampleDay.trace();
  }

  public static Synthetic of(StatedVolume volume) {
    return of(volume, MAX_REQUESTS);
  }

  static Synthetic of(StatedVolume volume, int maxRequests) {
    AssumedLengths lengths = AssumedLengths.of(volume.outputShare());
    Ratio week =
        Ratio.of(volume.perMonth().count()).times(Shape.WEEK_HOURS).dividedBy(Hours.MONTH.value());
    BigInteger wanted = week.dividedBy(lengths.meanTotal()).rounded();
    boolean thinned = wanted.compareTo(BigInteger.valueOf(maxRequests)) > 0;
    int requests = thinned ? maxRequests : Math.max(2, wanted.intValueExact());
    long tokens = (thinned ? lengths.meanTotal().times(requests) : week).rounded().longValueExact();
    Ratio scale = thinned ? week.dividedBy(Ratio.of(tokens)) : Ratio.ONE;
    long output = volume.outputShare().times(tokens).rounded().longValueExact();

    Draw draw = new Draw(volume.seed());
    long[] arrivals = PoissonArrivals.through(volume.shape(), 0, Shape.WEEK_HOURS, requests, draw);
    int[] inputs = AssumedLengths.inputs(tokens - output, requests, draw);
    int[] outputs = AssumedLengths.outputs(output, requests, draw);
    Trace.Builder builder = new Trace.Builder().period(Shape.WEEK_HOURS * HOUR_NANOS);
    for (int i = 0; i < requests; i++) {
      builder.add(arrivals[i], inputs[i], outputs[i]);
    }
    List<String> assumptions = assumptions(volume, lengths, requests, scale);
    Trace trace = builder.build(new Provenance.AssumedShape(describe(volume), assumptions));
    return new Synthetic(trace, scale);
  }

  /// `requests` that come `perSecond` in the mean, `together` at a time and each time by chance.
  public record Pace(double perSecond, int together, int requests) {}

  /// Requests at one pace, with `input` and `output` tokens in the mean and the spread of
  /// [AssumedLengths]; none is longer than `longest` in all.
  ///
  /// What that cuts off comes as more requests an hour, so that the tokens of an hour stay.
  public static Trace steady(Pace pace, double input, double output, int longest) {
    int requests = pace.requests();
    Draw draw = new Draw(1);
    int[] inputs = AssumedLengths.inputs(Math.round(input * requests), requests, draw);
    int[] outputs = AssumedLengths.outputs(Math.round(output * requests), requests, draw);
    long kept = 0;
    for (int i = 0; i < requests; i++) {
      outputs[i] = Math.clamp(outputs[i], 1, Math.max(1, longest / 2));
      inputs[i] = Math.min(inputs[i], longest - outputs[i]);
      kept += inputs[i] + outputs[i];
    }
    double cut = Math.max(1, (input + output) * requests / kept);
    double between = pace.together() / (pace.perSecond() * cut);
    Trace.Builder builder = new Trace.Builder();
    double seconds = 0;
    for (int i = 0; i < requests; i++) {
      if (i % pace.together() == 0) {
        seconds -= between * StrictMath.log(1 - draw.uniform(Draw.Purpose.ARRIVAL, i));
      }
      builder.add((long) (seconds * 1e9), inputs[i], outputs[i]);
    }
    return builder.build(
        new Provenance.AssumedShape(
            "%.3g requests a second of %.0f + %.0f tokens, %d at a time"
                .formatted(pace.perSecond(), input, output, pace.together()),
            List.of()));
  }

  private static String describe(StatedVolume volume) {
    return "%s tokens a month, %s of them output, %s (seed %d)"
        .formatted(volume.perMonth(), volume.outputShare(), volume.shape().key(), volume.seed());
  }

  private static List<String> assumptions(
      StatedVolume volume, AssumedLengths lengths, int requests, Ratio scale) {
    List<String> all = new ArrayList<>();
    all.add("traffic shape " + volume.shape().key() + ": " + volume.shape().description());
    all.add("one week of Poisson arrivals through that shape, repeated all month");
    all.add(lengths.statement());
    all.add("no request shares a prompt prefix with another: a trace would tell");
    if (!scale.equals(Ratio.ONE)) {
      all.add(
          "%,d requests were made, each standing for %s: arrivals look burstier than they are"
              .formatted(requests, scale.decimal(3).toPlainString()));
    }
    return all;
  }
}
