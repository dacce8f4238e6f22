package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The cheapest baseline with spill of each deployment, by the closed form.
///
/// Spilled tokens are nearly a convex function of the replicas, and rent is a straight line in
/// instances: the baseline is the last instance that pays for itself.
final class MixSearch {
  private static final int SHARE_DIGITS = 9;
  static final Comparator<Option> CHEAPEST =
      Comparator.comparing((Option option) -> option.monthly().orElseThrow().value())
          .thenComparing(Option::name);

  private final PlanRequest request;
  private final OwnSearch search;
  private final List<Option.Hosted> hosted;
  private final Pieces pieces;

  MixSearch(PlanRequest request, OwnSearch search, List<Option> hosted, Pieces pieces) {
    this.request = request;
    this.search = search;
    this.pieces = pieces;
    this.hosted =
        hosted.stream()
            .map(Option.Hosted.class::cast)
            .filter(option -> option.monthly().isPresent())
            .filter(option -> !option.feasibility().isRejected())
            .sorted(CHEAPEST)
            .toList();
  }

  /// A number of instances of one offer.
  record Baseline(GpuOffer offer, long instances, long replicasEach) {
    long replicas() {
      return instances * replicasEach;
    }

    Baseline of(long otherInstances) {
      return new Baseline(offer, otherInstances, replicasEach);
    }
  }

  /// The cheapest mix of `pool`, where there is a limit on waits and an API to spill to.
  Optional<Option.Mix> cheapest(OwnSearch.Pool pool) {
    double limit = pool.sized().tightestWait();
    Optional<Option.Hosted> api = target(pool.model());
    if (limit == Double.POSITIVE_INFINITY || api.isEmpty()) {
      return Optional.empty();
    }
    long needed = pool.sized().needed(1);
    Map<Long, Ratio> shares = new HashMap<>();
    Map<Long, FluidQueue.Spill> spills = new HashMap<>();
    return pool.offers().stream()
        .map(offer -> new Offered(pool.sized(), offer, limit, api.get(), shares, spills))
        .map(offered -> offered.best(needed))
        .min(CHEAPEST)
        .filter(mix -> isOne(mix.run()));
  }

  /// Whether `baseline` is of GPUs that can be had and spills no more in `run` than may be.
  boolean allows(Baseline baseline, MixRun run) {
    Constraints constraints = request.constraints();
    return constraints.gpus(baseline.instances() * baseline.offer().gpuCount()).isEmpty()
        && constraints.spill(run.spillShare()).isEmpty();
  }

  /// A mix that spills nothing differs from own GPUs by the spare that those keep.
  boolean isOne(MixRun run) {
    return run.spillShare().signum() > 0
        || request.assumptions().redundancy().spare(run.baseline()) > 0;
  }

  /// The cheapest host of the same model, one known to meet the constraints first; today's model
  /// where nobody else hosts it.
  Optional<Option.Hosted> target(ModelId model) {
    List<Option.Hosted> same = hosted.stream().filter(o -> o.model().equals(model)).toList();
    List<Option.Hosted> today = hosted.stream().filter(o -> o.role() == Option.Role.TODAY).toList();
    return Stream.of(same, today)
        .flatMap(
            group ->
                Stream.concat(
                    group.stream().filter(option -> option.feasibility().isFeasible()),
                    group.stream()))
        .findFirst();
  }

  static Figure<Usd> apiMonth(Option.Hosted api) {
    return api.monthly().orElseThrow();
  }

  /// `baseline` of `sized` as it did in `run`, with the spill at `costShare` of all at `api`.
  Option.Mix mix(
      OwnSearch.Sized sized,
      Baseline baseline,
      Option.Hosted api,
      MixRun run,
      Ratio costShare,
      Feasibility feasibility) {
    Option.Own pool = search.own(sizing(sized, baseline));
    List<CostLine> lines = new ArrayList<>(pool.lines());
    lines.add(Costs.spill(apiMonth(api), costShare, api.name(), run.method()));
    return new Option.Mix(pool, api, run, lines, Optional.of(Costs.sum(lines)), feasibility);
  }

  private static Sizing sizing(OwnSearch.Sized sized, Baseline baseline) {
    FluidQueue.Estimate queue =
        sized.queue().with(baseline.replicas(), OwnSearch.REPORTED_PERCENTILE);
    return new Sizing(baseline.offer(), sized.capacity(), baseline.replicas(), 0, queue);
  }

  /// What the instances of `baseline` cost a month, their fees included.
  Usd rent(OwnSearch.Sized sized, Baseline baseline) {
    return sizing(sized, baseline).perMonth(request.assumptions().setupMonths());
  }

  /// The baselines of one deployment on one offer; offers share what depends on replicas only.
  private final class Offered {
    private final OwnSearch.Sized sized;
    private final double waitLimit;
    private final Option.Hosted api;
    private final Map<Long, Ratio> shares;
    private final Map<Long, FluidQueue.Spill> spills;
    private final Baseline one;

    Offered(
        OwnSearch.Sized sized,
        GpuOffer offer,
        double waitLimit,
        Option.Hosted api,
        Map<Long, Ratio> shares,
        Map<Long, FluidQueue.Spill> spills) {
      this.sized = sized;
      this.waitLimit = waitLimit;
      this.api = api;
      this.shares = shares;
      this.spills = spills;
      one = OwnSearch.one(sized, offer);
    }

    /// `needed` replicas serve everything.
    Option.Mix best(long needed) {
      long most = Math.ceilDiv(needed, one.replicasEach());
      long low = fewest(most);
      long high = Math.max(low, mostInstances(most));
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (cost(middle).compareTo(cost(middle + 1)) <= 0) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return closed(one.of(low));
    }

    /// The fewest instances, at most `most`, that spill no more than may be.
    private long fewest(long most) {
      long low = 1;
      long high = most;
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (request.constraints().spill(share(one.of(middle))).isEmpty()) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }

    private long mostInstances(long most) {
      OptionalLong gpus = request.constraints().mostGpus();
      return gpus.isEmpty() ? most : Math.min(most, gpus.getAsLong() / one.offer().gpuCount());
    }

    private Usd cost(long instances) {
      Baseline baseline = one.of(instances);
      return rent(sized, baseline).plus(apiMonth(api).value().times(share(baseline)));
    }

    private Ratio share(Baseline baseline) {
      return shares.computeIfAbsent(
          baseline.replicas(),
          n -> Ratio.ofMeasured(sized.queue().spillShare(n, waitLimit), SHARE_DIGITS));
    }

    private Option.Mix closed(Baseline baseline) {
      FluidQueue.Spill spill =
          spills.computeIfAbsent(
              baseline.replicas(), n -> sized.queue().spill(n, waitLimit, pieces.nanos()));
      Ratio share = share(baseline);
      Knowable<Double> unknown = Knowable.unknown("the closed form bounds the wait only");
      double most = sized.capacity().firstTokenSeconds(request.traffic().p95Read()) + waitLimit;
      MixRun run =
          new MixRun(
              baseline.replicas(),
              share,
              spill.utilisation(),
              new MixRun.FirstToken(unknown, Knowable.known(most), unknown),
              unknown,
              Optional.empty(),
              Optional.empty(),
              spill.pieces(),
              pieces.shown(),
              MixRun.Method.CLOSED_FORM);
      Feasibility own = search.feasibility();
      return mix(sized, baseline, api, run, share, own.isFeasible() ? api.feasibility() : own);
    }
  }
}
