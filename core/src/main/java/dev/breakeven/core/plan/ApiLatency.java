package dev.breakeven.core.plan;

import dev.breakeven.core.workload.Slo;

/// What is known of one API's latency: `stated` values at percentiles, and who says so.
public record ApiLatency(String offerId, Slo stated, String source) {
  /// Whether the stated values meet every target; a target without a stated value is unknown.
  Feasibility meets(Slo slo) {
    for (Slo.Target target : slo.targets()) {
      Slo.Target known =
          stated.targets().stream()
              .filter(
                  each ->
                      each.metric() == target.metric() && each.percentile() >= target.percentile())
              .findFirst()
              .orElse(null);
      if (known == null) {
        return new Feasibility.Unknown("%s of %s not stated".formatted(target.metric(), offerId));
      }
      if (known.limit().compareTo(target.limit()) > 0) {
        return new Feasibility.Infeasible("%s (%s) misses %s".formatted(known, source, target));
      }
    }
    return new Feasibility.Feasible("meets %s (%s)".formatted(slo, source));
  }
}
