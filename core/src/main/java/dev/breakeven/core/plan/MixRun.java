package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import java.util.List;
import java.util.Optional;

/// How a baseline of own replicas and an API share the traffic.
///
/// `spillShare` is of all tokens, `utilisation` of what the baseline could do. Time to first token
/// is that of requests the baseline serves, `attainment` the share of them that meet every latency
/// target. A request is spilled when its first token is predicted later than `spillSeconds`, where
/// anything is. `prefixHitShare` is the share of prompt tokens that the replicas' prefix caches
/// spared, where the traffic says which prompts begin alike. `hours` are pieces of the traffic's
/// time in order, each `hourNanos` wide; an excerpt has none.
///
/// `onDemand` is what is rented beside the baseline while there is load, `waiting` what fills its
/// idle time; what waits too long is among the spilled tokens.
public record MixRun(
    long baseline,
    Ratio spillShare,
    double utilisation,
    FirstToken firstToken,
    Knowable<Double> attainment,
    Optional<Double> spillSeconds,
    Optional<Double> prefixHitShare,
    List<Hour> hours,
    long hourNanos,
    Method method,
    Optional<OnDemand> onDemand,
    Optional<Waiting> waiting) {
  public MixRun {
    hours = List.copyOf(hours);
  }

  /// Of a baseline alone.
  public MixRun(
      long baseline,
      Ratio spillShare,
      double utilisation,
      FirstToken firstToken,
      Knowable<Double> attainment,
      Optional<Double> spillSeconds,
      Optional<Double> prefixHitShare,
      List<Hour> hours,
      long hourNanos,
      Method method) {
    this(
        baseline,
        spillShare,
        utilisation,
        firstToken,
        attainment,
        spillSeconds,
        prefixHitShare,
        hours,
        hourNanos,
        method,
        Optional.empty(),
        Optional.empty());
  }

  MixRun with(Optional<OnDemand> rented, Optional<Waiting> deferred, List<Hour> pieces) {
    return new MixRun(
        baseline,
        spillShare,
        utilisation,
        firstToken,
        attainment,
        spillSeconds,
        prefixHitShare,
        pieces,
        hourNanos,
        method,
        rented,
        deferred);
  }

  /// `share` of the requests waits for replicas with fewer than `fill` of them; the part `batched`
  /// of all tokens went to the API's batch tier in the end.
  public record Waiting(Ratio share, int fill, Ratio batched, Optional<Spot> spot) {}

  /// `replicas` for those alone, each on an instance of `offer` at all hours and taken away `rate`
  /// times in 730 of them. In the simulated trace that was so `interruptions` times, and lost
  /// `lostTokens` of work.
  public record Spot(
      GpuOffer offer,
      long replicas,
      Ratio rate,
      Ratio hoursPerMonth,
      long interruptions,
      long lostTokens) {
    public long gpus() {
      return replicas * offer.gpuCount();
    }
  }

  /// Up to `most` replicas, each on an instance of `offer` while it is rented, one for every
  /// `target` requests at hand; started `starts` times in the simulated trace.
  public record OnDemand(GpuOffer offer, long most, int target, Ratio hoursPerMonth, long starts) {
    public long gpus() {
      return most * offer.gpuCount();
    }
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
