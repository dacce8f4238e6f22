package dev.breakeven.core.workload;

import dev.breakeven.core.units.Ratio;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.stream.Collectors;

/// A [Shaping] in one line of words, with its factors.
final class ShapingWords {
  private final Shaping shaping;

  ShapingWords(Shaping shaping) {
    this.shaping = shaping;
  }

  /// What was done at the scale `material` to make `requests`.
  String of(Ratio material, int requests) {
    String mix = shaping.parts().size() == 1 ? "" : mix() + "; ";
    String made =
        shaping.envelope().map(curve -> along(curve, material)).orElseGet(() -> times(material));
    return "%s%s: %,d requests".formatted(mix, made, requests);
  }

  private String mix() {
    boolean alike =
        shaping.parts().stream().mapToLong(part -> part.trace().periodNanos()).distinct().count()
            == 1;
    return "%d traces on one clock, %s%s"
        .formatted(
            shaping.parts().size(),
            shaping.parts().stream()
                .map(part -> "× " + part.factor())
                .collect(Collectors.joining(" and ")),
            alike ? "" : ", shorter ones repeated");
  }

  private String along(Envelope curve, Ratio material) {
    double mean = shaping.requestsPerSecond(material);
    double copies = mean / shaping.requestsPerSecond() / curve.mean();
    Ratio thinned = shaping.scale().dividedBy(material);
    return ("stretched over %s by %s%s (%,d steps of %s, %s to %s times the mean)%s: %s requests/s,"
            + " as %s to %s shifted copies at a time")
        .formatted(
            TraceStatistics.readable(curve.spanNanos()),
            curve.source(),
            shaping.scale().equals(Ratio.ONE) ? "" : " × " + digits(shaping.scale().toDouble()),
            curve.steps(),
            TraceStatistics.readable(curve.stepNanos()),
            digits(curve.lowest() / curve.mean()),
            digits(curve.highest() / curve.mean()),
            thinned.equals(Ratio.ONE) ? "" : ", thinned to 1 in " + digits(thinned.toDouble()),
            digits(mean),
            digits(copies * curve.lowest()),
            digits(copies * curve.highest()));
  }

  private static String times(Ratio material) {
    if (material.compareTo(Ratio.ONE) < 0) {
      return "thinned to " + digits(material.toDouble()) + ", conversations whole";
    }
    if (material.equals(Ratio.ONE)) {
      return "as they are";
    }
    Ratio rest =
        material.minus(
            new Ratio(material.numerator().divide(material.denominator()), BigInteger.ONE));
    return "%s times the volume: %s copies shifted against each other%s"
        .formatted(
            digits(material.toDouble()),
            material.ceiling(),
            rest.signum() == 0 ? "" : ", the last thinned to " + digits(rest.toDouble()));
  }

  /// Three digits, as few as say the same.
  private static String digits(double value) {
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }
}
