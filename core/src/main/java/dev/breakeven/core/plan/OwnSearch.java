package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuId;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.ConstantsSource;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.Fit;
import dev.breakeven.core.serving.SteadyState;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.workload.Slo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Every way to run a candidate on the GPUs for rent: model × precision × GPU × TP × offer.
///
/// Speed depends on the kind of GPU only, so each kind is sized once and then priced at every
/// offer.
final class OwnSearch {
  private static final int[] TENSOR_PARALLEL = {1, 2, 4, 8};

  /// The percentile of waits that a sizing shows, whatever the targets are.
  static final int REPORTED_PERCENTILE = 95;

  /// A bf16 cache.
  private static final int KV_BYTES = 2;

  private final PlanRequest request;
  private final Map<GpuId, GpuSpec> gpus;
  private final ConstantsSource constants;
  private final List<Plan.Rejection> rejections = new ArrayList<>();
  private final List<Pool> pools = new ArrayList<>();
  private final double profileFactor;

  /// At most `seconds` of waiting for `percentile` percent of requests.
  record WaitLimit(double seconds, int percentile) {}

  /// A deployment and the queue of the traffic before it, within all of `limits`.
  record Sized(Capacity capacity, FluidQueue queue, List<WaitLimit> limits) {
    /// The fewest replicas for `factor` times the volume.
    long needed(double factor) {
      return limits.stream()
          .mapToLong(limit -> queue.replicasFor(limit.seconds(), limit.percentile(), factor))
          .max()
          .orElseThrow();
    }

    /// The shortest wait that any target allows, in seconds; infinite where there is none.
    double tightestWait() {
      return limits.stream().mapToDouble(WaitLimit::seconds).min().orElseThrow();
    }

    /// The largest factor on the volume that one replica carries; more carry as many times that.
    double largestFactor() {
      return limits.stream()
          .mapToDouble(limit -> queue.largestFactor(limit.seconds(), limit.percentile()))
          .min()
          .orElseThrow();
    }
  }

  /// A deployment that can serve the traffic and what it can be rented on.
  record Pool(Sized sized, List<GpuOffer> offers) {
    Pool {
      offers = List.copyOf(offers);
    }

    ModelId model() {
      return sized.capacity().model().deployment().model().id();
    }
  }

  OwnSearch(PlanRequest request, List<GpuSpec> gpus, ConstantsSource constants) {
    this.request = request;
    this.gpus = new LinkedHashMap<>();
    gpus.forEach(gpu -> this.gpus.put(gpu.id(), gpu));
    this.constants = constants;
    profileFactor = request.traffic().profileFactor();
  }

  List<Plan.Rejection> rejections() {
    return List.copyOf(rejections);
  }

  /// What [#screen] found able to serve the traffic.
  List<Pool> pools() {
    return List.copyOf(pools);
  }

  /// The cheapest offer of each model, precision, GPU kind and TP that serves the traffic, from
  /// cheap to dear.
  List<Option.Own> options() {
    screen();
    return pools.stream()
        .map(this::cheapest)
        .sorted(
            Comparator.comparing((Option.Own own) -> own.monthly().orElseThrow().value())
                .thenComparing(Option.Own::name))
        .toList();
  }

  /// Looks at every combination once: it becomes a pool or a rejection.
  void screen() {
    rejectUnknownGpus();
    List<GpuOffer> permitted = permitted();
    for (Candidate candidate : request.candidates()) {
      for (Precision precision : candidate.precisions()) {
        for (GpuSpec gpu : gpus.values()) {
          List<GpuOffer> offers =
              permitted.stream().filter(offer -> offer.gpu().equals(gpu.id())).toList();
          for (int tp : TENSOR_PARALLEL) {
            List<GpuOffer> large = offers.stream().filter(o -> o.gpuCount() >= tp).toList();
            if (!large.isEmpty()) {
              size(candidate, precision, gpu, tp)
                  .ifPresent(sized -> pools.add(new Pool(sized, large)));
            }
          }
        }
      }
    }
  }

  /// What a GPU without a data sheet can do is unknown.
  private void rejectUnknownGpus() {
    request.gpuOffers().stream()
        .filter(offer -> !gpus.containsKey(offer.gpu()))
        .forEach(
            offer ->
                rejections.add(
                    new Plan.Rejection(
                        offer.id(), "no data sheet of its GPU, " + offer.gpu().text())));
  }

  /// The offers within the constraints; the others are rejected together, by what they miss.
  private List<GpuOffer> permitted() {
    Map<Miss, Long> counts = new LinkedHashMap<>();
    List<GpuOffer> permitted = new ArrayList<>();
    for (GpuOffer offer : request.gpuOffers()) {
      List<Miss> misses = request.constraints().misses(offer);
      if (misses.isEmpty()) {
        permitted.add(offer);
      } else {
        counts.merge(misses.getFirst(), 1L, Long::sum);
      }
    }
    counts.forEach(
        (miss, count) ->
            rejections.add(
                new Plan.Rejection(count == 1 ? "a GPU offer" : count + " GPU offers", miss)));
    return permitted;
  }

  private Optional<Sized> size(Candidate candidate, Precision precision, GpuSpec gpu, int tp) {
    Traffic traffic = request.traffic();
    EngineSettings settings = EngineSettings.of(request.engine(), gpu, KV_BYTES);
    Deployment deployment = new Deployment(candidate.model(), gpu, tp, precision, settings);
    StepModel model = constants.model(deployment);
    double tpotLimit =
        targets(Slo.Metric.TPOT)
            .mapToDouble(OwnSearch::seconds)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    String subject = deployment.toString();
    if (traffic.longestRequest() > candidate.model().maxContext()) {
      return reject(
          subject,
          Miss.by(
              "context",
              "the longest request has %d tokens, over the model's context of %d"
                  .formatted(traffic.longestRequest(), candidate.model().maxContext()),
              (double) traffic.longestRequest() / candidate.model().maxContext(),
              "requests of at most %d tokens".formatted(candidate.model().maxContext())));
    }
    if (request.constraints().quality(candidate.model().id(), precision)
            instanceof Knowable.Known<Optional<Miss>>(Optional<Miss> miss)
        && miss.isPresent()) {
      return reject(subject, miss.get());
    }
    return switch (Capacity.of(
        model,
        traffic.meanInput(),
        Math.max(1, traffic.meanOutput()),
        traffic.reads().share(),
        tpotLimit)) {
      case Knowable.Unknown<Capacity>(String reason) ->
          reject(subject, tooSlowAlone(model, tpotLimit, reason));
      case Knowable.Known<Capacity>(Capacity capacity) -> queue(subject, capacity);
    };
  }

  private Optional<Sized> queue(String subject, Capacity capacity) {
    Optional<String> short_ = longestDoesNotFit(capacity);
    if (short_.isPresent()) {
      return reject(subject, short_.get());
    }
    for (Slo.Target target : targets(Slo.Metric.TTFT).toList()) {
      double alone = aloneSeconds(capacity, target);
      if (alone > seconds(target)) {
        return reject(
            subject,
            Miss.by(
                "--slo",
                "TTFT of a p%d prompt is %.1f s without any wait, over the limit of %.1f s"
                    .formatted(target.percentile(), alone, seconds(target)),
                alone / seconds(target),
                "--slo ttft-p%d=%.1fs".formatted(target.percentile(), Math.ceil(alone * 10) / 10)));
      }
    }
    return Optional.of(sized(capacity));
  }

  /// The first token of a prompt at the target's percentile, without any wait.
  private double aloneSeconds(Capacity capacity, Slo.Target target) {
    return capacity.firstTokenSeconds(request.traffic().reads().at(target.percentile()));
  }

  private Sized sized(Capacity capacity) {
    List<WaitLimit> limits =
        new ArrayList<>(
            targets(Slo.Metric.TTFT)
                .map(
                    target ->
                        new WaitLimit(
                            seconds(target) - aloneSeconds(capacity, target), target.percentile()))
                .toList());
    if (limits.isEmpty()) {
      limits.add(new WaitLimit(Double.POSITIVE_INFINITY, REPORTED_PERCENTILE));
    }
    FluidQueue queue =
        new FluidQueue(
            request.traffic().profile(),
            capacity.secondsPerInputToken(),
            capacity.secondsPerOutputToken(),
            profileFactor);
    return new Sized(capacity, queue, List.copyOf(limits));
  }

  private Optional<String> longestDoesNotFit(Capacity capacity) {
    long longest = Math.max(1, request.traffic().longestRequest());
    return switch (Fit.of(capacity.model().deployment(), longest, 1)) {
      case Fit.Fits _ -> Optional.empty();
      case Fit.Short(long bytes, String what, long _) ->
          Optional.of("short by %.1f GB for %s".formatted(bytes / 1e9, what));
      case Fit.Indivisible(String reason) -> Optional.of(reason);
    };
  }

  /// A TPOT that one request alone misses, or whatever else `reason` says.
  private Miss tooSlowAlone(StepModel model, double tpotLimit, String reason) {
    if (!reason.startsWith("TPOT")) {
      return Miss.of("own GPUs", reason);
    }
    Traffic traffic = request.traffic();
    double alone =
        SteadyState.at(
                model,
                1,
                traffic.meanInput(),
                Math.max(1, traffic.meanOutput()),
                traffic.reads().share())
            .tpotSeconds();
    return Miss.by(
        "--slo",
        reason,
        alone / tpotLimit,
        "--slo tpot-p95=%.0fms".formatted(Math.ceil(alone * 1e3)));
  }

  private Optional<Sized> reject(String what, String why) {
    return reject(what, Miss.of("own GPUs", why));
  }

  private Optional<Sized> reject(String what, Miss miss) {
    rejections.add(new Plan.Rejection(what, miss));
    return Optional.empty();
  }

  private Stream<Slo.Target> targets(Slo.Metric metric) {
    return request.slo().targets().stream().filter(target -> target.metric() == metric);
  }

  private static double seconds(Slo.Target target) {
    return target.limit().toNanos() / 1e9;
  }

  /// The fewest replicas of `pool`, by the closed form, on its cheapest offer.
  Option.Own cheapest(Pool pool) {
    return own(cheapest(pool, pool.sized().needed(1)));
  }

  /// The cheapest way to rent `needed` replicas of `pool` and the spare.
  Sizing cheapest(Pool pool, long needed) {
    Sized sized = pool.sized();
    long spare = request.assumptions().redundancy().spare(needed);
    FluidQueue.Estimate estimate = sized.queue().with(needed, REPORTED_PERCENTILE);
    return pool.offers().stream()
        .map(offer -> new Sizing(offer, sized.capacity(), needed, spare, estimate))
        .min(
            Comparator.comparing(
                    (Sizing sizing) -> request.constraints().gpus(sizing.gpus()).isPresent())
                .thenComparing(sizing -> sizing.perMonth(request.assumptions().setupMonths()))
                .thenComparing(sizing -> sizing.offer().id()))
        .orElseThrow();
  }

  /// One instance of `offer` as a baseline of `sized`.
  static MixSearch.Baseline one(Sized sized, GpuOffer offer) {
    int tensorParallel = sized.capacity().model().deployment().tensorParallel();
    return new MixSearch.Baseline(offer, 1, offer.gpuCount() / tensorParallel);
  }

  Option.Own own(Sizing sizing) {
    List<CostLine> lines = Costs.own(sizing, request.assumptions());
    return new Option.Own(
        sizing, lines, Optional.of(Costs.sum(lines)), feasibility(), Optional.empty());
  }

  /// That of what the closed form sizes.
  Feasibility feasibility() {
    return targets(Slo.Metric.E2E)
        .<Feasibility>map(
            target -> new Feasibility.Unknown("the closed form does not estimate " + target))
        .findFirst()
        .or(this::tooKind)
        .orElseGet(
            () ->
                new Feasibility.Feasible(
                    "meets %s by the closed-form estimate".formatted(request.slo())));
  }

  private Optional<Feasibility> tooKind() {
    return request.traffic().hasPrefixes()
        ? Optional.of(new Feasibility.Unknown("not simulated: sized for an endless prefix cache"))
        : Optional.empty();
  }

  /// How the replicas of `own` grow with the load, from those it has for this traffic.
  ReplicaGrowth growth(Option.Own own) {
    Sizing sizing = own.sizing();
    return ReplicaGrowth.through(sizing.needed(), resize(sizing.capacity()).largestFactor());
  }

  /// The sizing with `capacity`, that of an option or one with a smaller batch.
  Sized resize(Capacity capacity) {
    return sized(capacity);
  }

  /// `pool` with as much of the prompts read as in `run`; as it is where no wait would be left
  /// then.
  Pool asRun(Pool pool, MixRun run) {
    if (run.prefixHitShare().isEmpty()) {
      return pool;
    }
    Sized sized = sized(pool.sized().capacity().reading(1 - run.prefixHitShare().get()));
    return sized.tightestWait() > 0 ? new Pool(sized, pool.offers()) : pool;
  }
}
