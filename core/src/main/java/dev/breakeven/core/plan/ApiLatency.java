package dev.breakeven.core.plan;

import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Slo.Target;
import java.util.List;
import java.util.stream.Stream;

/// What is known of one API's latency: `stated` values at percentiles, and who says so.
public record ApiLatency(String offerId, Slo stated, String source) {
  /// Whether the stated values meet every target; a miss outweighs a target that is not known.
  Feasibility meets(Slo slo) {
    List<Miss> missed =
        slo.targets().stream()
            .flatMap(
                target ->
                    same(target).stream()
                        .filter(known -> known.percentile() <= target.percentile())
                        .filter(known -> known.limit().compareTo(target.limit()) > 0)
                        .map(known -> miss(known, target)))
            .toList();
    if (!missed.isEmpty()) {
      return new Feasibility.Infeasible(missed);
    }
    for (Target target : slo.targets()) {
      if (same(target).stream().noneMatch(known -> proves(known, target))) {
        return new Feasibility.Unknown("%s of %s not stated".formatted(target.metric(), offerId));
      }
    }
    return new Feasibility.Feasible("meets %s (%s)".formatted(slo, source));
  }

  private Miss miss(Target known, Target target) {
    return Miss.by(
        "--slo",
        "%s (%s) misses %s".formatted(known, source, target),
        (double) known.limit().toNanos() / target.limit().toNanos(),
        "--slo " + known);
  }

  /// This and what `other` states of the same API.
  ApiLatency and(ApiLatency other) {
    List<Target> both =
        Stream.concat(stated.targets().stream(), other.stated.targets().stream()).toList();
    return new ApiLatency(
        offerId,
        new Slo(both),
        source.equals(other.source) ? source : source + ", " + other.source);
  }

  private List<Target> same(Target target) {
    return stated.targets().stream().filter(known -> known.metric() == target.metric()).toList();
  }

  private static boolean proves(Target known, Target target) {
    return known.percentile() >= target.percentile()
        && known.limit().compareTo(target.limit()) <= 0;
  }
}
