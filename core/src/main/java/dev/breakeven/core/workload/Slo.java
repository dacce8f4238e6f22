package dev.breakeven.core.workload;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Latency targets, all of which must hold.
public record Slo(List<Target> targets) {
  private static final Pattern TARGET =
      Pattern.compile("(ttft|tpot|e2e)(?:-p(50|90|95|99))?=([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

  /// No target at all: anything that serves the traffic is good enough.
  public static final Slo NONE = new Slo(List.of());

  /// What people who read along are given where nobody says otherwise: our choice.
  public static final String USUAL_TEXT = "ttft-p95=2s,tpot-p95=60ms";

  public static final Slo USUAL = parse(USUAL_TEXT);

  public Slo {
    targets = List.copyOf(targets);
  }

  /// What a target is about: time to first token, time per output token after it, or the whole.
  public enum Metric {
    TTFT,
    TPOT,
    E2E
  }

  /// `metric` at `percentile` is at most `limit`.
  public record Target(Metric metric, int percentile, Duration limit) {
    @Override
    public String toString() {
      double millis = limit.toNanos() / 1e6;
      String time =
          millis >= 1000
              ? new java.math.BigDecimal(millis / 1000)
                      .round(new java.math.MathContext(3))
                      .stripTrailingZeros()
                      .toPlainString()
                  + "s"
              : new java.math.BigDecimal(millis)
                      .round(new java.math.MathContext(3))
                      .stripTrailingZeros()
                      .toPlainString()
                  + "ms";
      return metric.name().toLowerCase(Locale.ROOT) + "-p" + percentile + "=" + time;
    }
  }

  /// Reads `ttft-p95=2s,tpot-p95=60ms`; a target without a percentile is its p95.
  ///
  /// Throws `IllegalArgumentException` naming the part that is not understood.
  public static Slo parse(String text) {
    return new Slo(List.of(text.split(",", -1)).stream().map(Slo::parseTarget).toList());
  }

  private static Target parseTarget(String part) {
    Matcher matcher = TARGET.matcher(part.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "slo: '%s' (expected: such as ttft-p95=2s, tpot-p95=60ms, e2e-p99=30s)".formatted(part));
    }
    String percentile = matcher.group(2) == null ? "95" : matcher.group(2);
    double unitNanos =
        switch (matcher.group(4)) {
          case "ms" -> 1e6;
          case "h" -> 3600e9;
          case "s" -> 1e9;
          default -> 60e9;
        };
    long nanos = Math.round(Double.parseDouble(matcher.group(3)) * unitNanos);
    if (nanos == 0) {
      throw new IllegalArgumentException("slo: '%s' (expected: a time over 0)".formatted(part));
    }
    return new Target(
        Metric.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
        Integer.parseInt(percentile),
        Duration.ofNanos(nanos));
  }

  public Optional<Target> target(Metric metric) {
    return targets.stream().filter(target -> target.metric() == metric).findFirst();
  }

  @Override
  public String toString() {
    return targets.isEmpty()
        ? "none"
        : String.join(",", targets.stream().map(Target::toString).toList());
  }
}
