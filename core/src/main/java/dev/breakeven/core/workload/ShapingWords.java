package dev.breakeven.core.workload;

import dev.breakeven.core.units.Ratio;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A [Shaping] in one line of words, with its factors.
final class ShapingWords {
  private final Shaping shaping;

  ShapingWords(Shaping shaping) {
    this.shaping = shaping;
  }

  /// What was done at the scale `material` to make `requests`, a part in `speed` of the time.
  String of(Ratio material, Ratio speed, int requests) {
    List<String> words = new ArrayList<>();
    if (shaping.parts().size() > 1) {
      words.add(mix());
    }
    shaping
        .envelope()
        .map(curve -> along(curve, material))
        .or(() -> times(material))
        .ifPresent(words::add);
    if (!speed.equals(Ratio.ONE)) {
      words.add("1 in %s of each step, at the full rate".formatted(digits(speed.toDouble())));
    }
    return "%s: %,d requests".formatted(String.join("; ", words), requests);
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

  private static Optional<String> times(Ratio material) {
    if (material.equals(Ratio.ONE)) {
      return Optional.empty();
    }
    if (material.compareTo(Ratio.ONE) < 0) {
      return Optional.of("thinned to " + digits(material.toDouble()) + ", conversations whole");
    }
    BigInteger whole = material.numerator().divide(material.denominator());
    Ratio rest = material.minus(new Ratio(whole, BigInteger.ONE));
    return Optional.of(
        "%s times the volume: %,d copies shifted against each other%s"
            .formatted(
                digits(material.toDouble()),
                material.ceiling(),
                rest.signum() == 0 ? "" : ", the last thinned to " + digits(rest.toDouble())));
  }

  /// Three digits, as few as say the same.
  private static String digits(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    return value >= 1_000
        ? "%,.0f".formatted(rounded)
        : rounded.stripTrailingZeros().toPlainString();
  }
}
