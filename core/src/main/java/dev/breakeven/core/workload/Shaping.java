package dev.breakeven.core.workload;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Ratio;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/// How traffic is made from traces: mixed on one clock, multiplied in volume, laid under a curve.
///
/// More volume is more copies of a trace, shifted against each other; less is fewer conversations.
/// The clock is the envelope's, else the longest period, over which shorter traces repeat. Without
/// an envelope copies are shifted by half an hour at most, so that a day keeps its shape; under an
/// envelope by anything within the trace's period. What that does to burstiness stands in
/// `docs/concepts/workload-shaping.md`. Same shaping, same bytes.
public record Shaping(List<Part> parts, Ratio scale, Optional<Envelope> envelope) {
  /// More requests are not made; they would take a gigabyte before anything runs over them.
  public static final int MOST_REQUESTS = 10_000_000;

  /// More prefix ids are not made, for the same reason.
  public static final int MOST_PREFIX_IDS = 40_000_000;

  /// More passes over a request are not made to thin it.
  static final long MOST_DRAWS = 500_000_000L;

  private static final long SEED = 1;
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3_600 * SECOND;

  /// One trace of the mix, `factor` times.
  public record Part(Trace trace, Ratio factor) {
    public Part {
      if (factor.signum() <= 0) {
        throw new IllegalArgumentException("factor: " + factor + " (expected: over 0)");
      }
    }
  }

  /// Traffic that is `each` times what `trace` holds.
  public record Shaped(Trace trace, Ratio each) {}

  /// Throws [BreakevenException] for traces that cannot be shaped so: too short to have a rate,
  /// longer than the envelope, or with prefix blocks of several lengths.
  public Shaping {
    parts = List.copyOf(parts);
    if (scale.signum() <= 0 || parts.isEmpty()) {
      throw new IllegalArgumentException("scale: " + scale + " (expected: over 0, of a trace)");
    }
    if (parts.size() == 1) {
      scale = scale.times(parts.getFirst().factor());
      parts = List.of(new Part(parts.getFirst().trace(), Ratio.ONE));
    }
    if (parts.size() > 1 || envelope.isPresent() || !scale.equals(Ratio.ONE)) {
      parts.forEach(part -> requireRate(part.trace()));
      blockTokens(parts);
      if (envelope.isPresent()) {
        requireLonger(envelope.get(), period(parts));
      }
    }
  }

  private static void requireRate(Trace trace) {
    if (trace.periodNanos() > Envelope.LONGEST_NANOS) {
      throw new BreakevenException(
          ErrorCode.USAGE,
          "the trace covers over ten years, which is too long to shape",
          trace.provenance().describe(),
          "Check its times, or give part of it.");
    }
    if (trace.size() < 2 || trace.periodNanos() < SECOND) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "the trace covers less than a second with %d request%s, so it has no rate to shape"
              .formatted(trace.size(), trace.size() == 1 ? "" : "s"),
          trace.provenance().describe(),
          "Give a longer trace.");
    }
  }

  private static void requireLonger(Envelope curve, long periodNanos) {
    if (curve.spanNanos() < periodNanos) {
      throw new BreakevenException(
          ErrorCode.USAGE,
          "the curve covers %s and the trace %s"
              .formatted(
                  TraceStatistics.readable(curve.spanNanos()),
                  TraceStatistics.readable(periodNanos)),
          curve.source(),
          "Give a curve that is longer than the trace.");
    }
  }

  private static int blockTokens(List<Part> parts) {
    int[] lengths =
        parts.stream().mapToInt(part -> part.trace().blockTokens()).filter(n -> n > 0).toArray();
    for (int length : lengths) {
      if (length != lengths[0]) {
        throw new BreakevenException(
            ErrorCode.USAGE,
            "prefix blocks of %d and %d tokens do not mix".formatted(lengths[0], length),
            "",
            "Mix traces with blocks of one length, or without prefixes.");
      }
    }
    return lengths.length == 0 ? 0 : lengths[0];
  }

  /// The longest period of the traces.
  private static long period(List<Part> parts) {
    return parts.stream().mapToLong(part -> part.trace().periodNanos()).max().orElseThrow();
  }

  private Envelope curve() {
    return envelope.orElseGet(() -> Envelope.flat(period(parts)));
  }

  /// Every request of the shaped traffic.
  ///
  /// Throws `TRAFFIC_TOO_LARGE` above [#MOST_REQUESTS] or [#MOST_PREFIX_IDS].
  public Shaped whole() {
    return isPlain() ? asRead() : new Shaped(made(scale), Ratio.ONE);
  }

  private boolean isPlain() {
    return parts.size() == 1 && envelope.isEmpty() && scale.equals(Ratio.ONE);
  }

  private Shaped asRead() {
    return new Shaped(parts.getFirst().trace(), Ratio.ONE);
  }

  /// About as much traffic as [SyntheticTrace#MAX_REQUESTS], the rest of the volume as a factor.
  ///
  /// Without an envelope: whole copies of the mix, as many as fit, times a factor, so that no
  /// sampling error comes into the volume; a trace that is not to be copied is given back as it is.
  /// Under an envelope a part of each of its steps, at the full rate, stands for the step.
  public Shaped sampled() {
    if (isPlain()) {
      return asRead();
    }
    double room = Math.min(SyntheticTrace.MAX_REQUESTS, MOST_PREFIX_IDS / Math.max(1, idsEach()));
    if (envelope.isPresent()) {
      return sampled(envelope.get(), requests(scale) / room);
    }
    long most = Math.max(1, (long) (room / requests(Ratio.ONE) + 1e-9));
    long copies = 1;
    if (scale.compareTo(Ratio.ONE) > 0) {
      copies =
          scale
              .numerator()
              .divide(scale.denominator())
              .min(BigInteger.valueOf(most))
              .longValueExact();
    }
    Trace trace = parts.size() == 1 && copies == 1 ? asRead().trace() : made(Ratio.of(copies));
    return new Shaped(trace, scale.dividedBy(Ratio.of(copies)));
  }

  /// At the full rate for one part in `over` of each step of `curve`; where that is shorter than
  /// the trace, thinned instead.
  private Shaped sampled(Envelope curve, double over) {
    if (over <= 1) {
      return new Shaped(made(scale), Ratio.ONE);
    }
    Envelope hurried = curve.hurried(over);
    if (hurried.spanNanos() < period(parts)) {
      Ratio each = Ratio.ofMeasured(over, 6);
      return new Shaped(made(scale.dividedBy(each)), each);
    }
    Ratio speed = Ratio.of(curve.stepNanos(), hurried.stepNanos());
    return new Shaped(made(scale, hurried, speed), Ratio.ONE);
  }

  private Trace made(Ratio material) {
    return made(material, curve(), Ratio.ONE);
  }

  private Trace made(Ratio material, Envelope curve, Ratio speed) {
    requireRoom(material, curve);
    Superposition sum = new Superposition(curve.spanNanos(), blockTokens(parts), SEED);
    for (Part part : parts) {
      long period = part.trace().periodNanos();
      long reach = envelope.isPresent() ? period : Math.min(period, HOUR);
      sum.add(part.trace(), curve, copies(part, material, curve), reach);
    }
    if (sum.size() == 0) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "the scale leaves about %.3g requests, which is none".formatted(requests(material)),
          parts.getFirst().trace().provenance().describe(),
          "Give a larger one.");
    }
    List<Provenance> from = parts.stream().map(part -> part.trace().provenance()).toList();
    String statement = new ShapingWords(this).of(material, speed, sum.size());
    return sum.build(new Provenance.Shaped(from, statement, speed));
  }

  /// Copies of `part` at a time for each unit of `curve`.
  private double copies(Part part, Ratio material, Envelope curve) {
    double share = material.times(part.factor()).toDouble();
    return share / (curve.isWeights() ? curve.mean() : requestsPerSecond());
  }

  /// Of the mix as it was read, each part times its factor.
  double requestsPerSecond() {
    return parts.stream()
        .mapToDouble(
            part ->
                part.factor().toDouble()
                    * part.trace().size()
                    / part.trace().periodNanos()
                    * SECOND)
        .sum();
  }

  /// Of the shaped traffic in the mean.
  double requestsPerSecond(Ratio material) {
    double each =
        envelope
            .filter(curve -> !curve.isWeights())
            .map(Envelope::mean)
            .orElseGet(this::requestsPerSecond);
    return material.toDouble() * each;
  }

  private double requests(Ratio material) {
    return requestsPerSecond(material) * curve().spanNanos() / SECOND;
  }

  /// Prefix ids of a mean request.
  private double idsEach() {
    double ids = 0;
    for (Part part : parts) {
      long own = 0;
      for (int i = 0; i < part.trace().size(); i++) {
        own += part.trace().prefixBlocks(i);
      }
      ids += part.factor().toDouble() * own / part.trace().periodNanos() * SECOND;
    }
    return ids / requestsPerSecond();
  }

  private void requireRoom(Ratio material, Envelope curve) {
    double requests = requestsPerSecond(material) * curve.spanNanos() / SECOND;
    double byIds = MOST_PREFIX_IDS / idsEach();
    double room = Math.min(MOST_REQUESTS, byIds);
    if (requests > room) {
      boolean mixAlone = parts.size() > 1 && envelope.isEmpty() && requests(Ratio.ONE) > room;
      throw tooLarge(
          "that is %,.0f requests; at most %,.0f%s are made"
              .formatted(
                  requests,
                  room,
                  byIds < MOST_REQUESTS ? " with %,.0f prefix ids each".formatted(idsEach()) : ""),
          mixAlone
              ? "Lower the factors of the traces."
              : "Lower the scale: --scale %s makes that many."
                  .formatted(scaleFor(room / requests)));
    }
    double draws = 0;
    for (Part part : parts) {
      draws += Superposition.draws(part.trace(), curve, copies(part, material, curve));
    }
    if (draws > MOST_DRAWS) {
      throw tooLarge(
          "to make %,.0f requests, %,.0f would be looked at; at most %,d are"
              .formatted(requests, draws, MOST_DRAWS),
          "Give a shorter curve, or a thinner trace.");
    }
  }

  /// The scale that makes `share` of the requests, cut to three digits.
  private String scaleFor(double share) {
    return new BigDecimal(scale.toDouble() * share)
        .round(new MathContext(3, RoundingMode.DOWN))
        .stripTrailingZeros()
        .toPlainString();
  }

  private BreakevenException tooLarge(String what, String remedy) {
    return new BreakevenException(
        ErrorCode.TRAFFIC_TOO_LARGE,
        what,
        parts.getFirst().trace().provenance().describe(),
        remedy);
  }
}
