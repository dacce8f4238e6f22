package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.serving.Capacity;
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
import java.util.stream.Stream;

/// The cheapest baseline with spill of each deployment, by the closed form.
///
/// Spilled tokens are bounded below by a convex function of the replicas, and rent is a straight
/// line in instances: the baseline is the last instance that pays for itself.
final class MixSearch {
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /// Shorter traffic is shown by the minute.
  private static final int HOURS_SHOWN = 6;

  private static final int SHARE_DIGITS = 9;
  private static final Comparator<Option> CHEAPEST =
      Comparator.comparing((Option option) -> option.monthly().orElseThrow().value())
          .thenComparing(Option::name);

  private final PlanRequest request;
  private final OwnSearch search;
  private final List<Option.Hosted> hosted;
  private final long pieceNanos;

  MixSearch(PlanRequest request, OwnSearch search, List<Option> hosted) {
    this.request = request;
    this.search = search;
    this.hosted =
        hosted.stream()
            .map(Option.Hosted.class::cast)
            .filter(option -> option.monthly().isPresent())
            .filter(option -> !option.feasibility().isRejected())
            .sorted(CHEAPEST)
            .toList();
    long period = request.traffic().trace().periodNanos();
    pieceNanos = period > HOURS_SHOWN * HOUR_NANOS ? HOUR_NANOS : MINUTE_NANOS;
  }

  /// One mix of each deployment that has a limit on waits and an API to spill to.
  List<Option.Mix> options() {
    List<Option.Mix> found = new ArrayList<>();
    for (OwnSearch.Pool pool : search.pools()) {
      ModelId model = pool.sized().capacity().model().deployment().model().id();
      double limit = pool.sized().tightestWait();
      if (limit < Double.POSITIVE_INFINITY) {
        target(model).flatMap(api -> cheapest(pool, limit, api)).ifPresent(found::add);
      }
    }
    return found;
  }

  /// The cheapest host of the same model, one known to meet the constraints first; today's model
  /// where nobody else hosts it.
  private Optional<Option.Hosted> target(ModelId model) {
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

  private Optional<Option.Mix> cheapest(OwnSearch.Pool pool, double waitLimit, Option.Hosted api) {
    Map<Long, FluidQueue.Spill> spills = new HashMap<>();
    return pool.offers().stream()
        .map(offer -> new Baseline(pool.sized(), offer, waitLimit, api, spills).best())
        .min(CHEAPEST)
        .filter(mix -> mix.run().spillShare().signum() > 0 || sparesOwn(mix.run().baseline()));
  }

  /// A mix that spills nothing differs from own GPUs by the spare that those keep.
  private boolean sparesOwn(long replicas) {
    return request.assumptions().redundancy().spare(replicas) > 0;
  }

  /// The baselines of one deployment on one offer, by whole instances.
  private final class Baseline {
    private final OwnSearch.Sized sized;
    private final GpuOffer offer;
    private final double waitLimit;
    private final Option.Hosted api;
    private final Map<Long, FluidQueue.Spill> spills;
    private final long replicasEach;

    Baseline(
        OwnSearch.Sized sized,
        GpuOffer offer,
        double waitLimit,
        Option.Hosted api,
        Map<Long, FluidQueue.Spill> spills) {
      this.sized = sized;
      this.offer = offer;
      this.waitLimit = waitLimit;
      this.api = api;
      this.spills = spills;
      replicasEach = offer.gpuCount() / sized.capacity().model().deployment().tensorParallel();
    }

    Option.Mix best() {
      long low = 1;
      long high = Math.ceilDiv(sized.needed(1), replicasEach);
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (cost(middle).compareTo(cost(middle + 1)) <= 0) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return mix(low * replicasEach);
    }

    private Usd cost(long instances) {
      Ratio share = share(instances * replicasEach);
      return offer.perMonth(instances).plus(apiMonth().value().times(share));
    }

    private Figure<Usd> apiMonth() {
      return api.monthly().orElseThrow();
    }

    private Ratio share(long replicas) {
      return Ratio.ofMeasured(spill(replicas).share(), SHARE_DIGITS);
    }

    private FluidQueue.Spill spill(long replicas) {
      return spills.computeIfAbsent(replicas, n -> sized.queue().spill(n, waitLimit, pieceNanos));
    }

    private Option.Mix mix(long replicas) {
      Capacity capacity = sized.capacity();
      Option.Own pool =
          search.own(
              new Sizing(
                  offer,
                  capacity,
                  replicas,
                  0,
                  sized.queue().with(replicas, OwnSearch.REPORTED_PERCENTILE)));
      List<CostLine> lines = new ArrayList<>(pool.lines());
      lines.add(Costs.spill(apiMonth(), share(replicas), api.name()));
      FluidQueue.Spill spill = spill(replicas);
      MixRun run =
          new MixRun(
              replicas,
              share(replicas),
              spill.utilisation(),
              firstToken(capacity),
              spill.pieces(),
              pieceNanos,
              MixRun.Method.CLOSED_FORM);
      return new Option.Mix(
          pool, api, run, lines, Optional.of(Costs.sum(lines)), feasibility(pool));
    }

    private MixRun.FirstToken firstToken(Capacity capacity) {
      Knowable<Double> unknown = Knowable.unknown("the closed form bounds the wait only");
      double most = capacity.firstTokenSeconds(request.traffic().p95Input()) + waitLimit;
      return new MixRun.FirstToken(unknown, Knowable.known(most), unknown);
    }

    private Feasibility feasibility(Option.Own pool) {
      return pool.feasibility().isFeasible() ? api.feasibility() : pool.feasibility();
    }
  }
}
