package dev.breakeven.core.plan;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import java.util.List;
import java.util.Optional;

/// How a baseline of own replicas and an API share the traffic.
///
/// `spillShare` is of all tokens, `utilisation` of what the baseline could do. Time to first token
/// is that of requests the baseline serves, `attainment` the share of them that meet every latency
/// target. A request is spilled when its first token is predicted later than `spillSeconds`, where
/// anything is. `hours` are pieces of the traffic's time in order, each `hourNanos` wide; an
/// excerpt
/// has none.
public record MixRun(
    long baseline,
    Ratio spillShare,
    double utilisation,
    FirstToken firstToken,
    Knowable<Double> attainment,
    Optional<Double> spillSeconds,
    List<Hour> hours,
    long hourNanos,
    Method method) {
  public MixRun {
    hours = List.copyOf(hours);
  }

  /// Seconds to the first token at percentiles.
  public record FirstToken(Knowable<Double> p50, Knowable<Double> p95, Knowable<Double> p99) {}

  /// Tokens that arrived in a piece of time and where they went; what the replicas were busy with.
  public record Hour(long ownTokens, long spillTokens, double utilisation, long replicas) {}

  /// How the shares were found.
  public enum Method {
    CLOSED_FORM("closed form"),
    SIMULATED("simulated"),
    EXCERPT("simulated in an excerpt");

    private final String label;

    Method(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }
}
