package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.sim.Autoscale;
import dev.breakeven.core.serving.sim.Interruptions;
import dev.breakeven.core.serving.sim.MinuteSeries;
import dev.breakeven.core.serving.sim.OnDemand;
import dev.breakeven.core.serving.sim.Outcome;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// A mix with replicas on demand beside its baseline, or requests that wait for its idle time and
/// for replicas on spot: what these cost and what they save.
///
/// Each rented replica has an instance to itself. The whole trace is simulated for every try, since
/// an excerpt has no ramps. Its time runs `speed` times as quick as the time meant, and so does
/// renting. Not thread-safe.
final class ElasticMix {
  /// Requests at hand that call for a replica, and up to which those that can wait fill one, in
  /// percent of what a full one runs at once.
  private static final List<Integer> TARGETS = List.of(70, 45, 25);

  /// Baselines that are dearer than the best are passed so far.
  private static final int LOOK_PAST = 2;

  private static final int PARTS = 8;
  private static final int MORE = 2;
  private static final int MOST = 10_000;
  private static final long PICOS_PER_NANO = 1_000;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final PlanRequest request;
  private final MixSearch mixes;
  private final OwnSearch.Sized sized;
  private final Trials trials;
  private final Option.Mix mix;
  private final Optional<GpuOffer> hourly;
  private final Optional<GpuOffer> spot;
  private final boolean defers;
  private final HostedPricing pricing;
  private final double speed;

  private ElasticMix(
      PlanRequest request,
      MixSearch mixes,
      OwnSearch.Sized sized,
      Trials trials,
      Option.Mix mix,
      Optional<GpuOffer> hourly,
      Optional<GpuOffer> spot,
      boolean defers) {
    this.request = request;
    this.mixes = mixes;
    this.sized = sized;
    this.trials = trials;
    this.mix = mix;
    this.hourly = hourly;
    this.spot = spot;
    this.defers = defers;
    pricing = new HostedPricing(request);
    speed = request.traffic().replay().speed().toDouble();
  }

  /// `mix` in each way that may be tried: `offers` hold its replicas, `trials` run its deployment.
  static List<Option.Mix> of(
      PlanRequest request,
      MixSearch mixes,
      OwnSearch.Sized sized,
      List<GpuOffer> offers,
      Trials trials,
      Option.Mix mix) {
    Flexibility flexibility = request.flexibility();
    Optional<GpuOffer> hourly =
        flexibility
            .coldStart()
            .flatMap(
                _ ->
                    offers.stream()
                        .filter(ElasticMix::isHourly)
                        .min(
                            Comparator.comparing(GpuOffer::usdPerHour)
                                .thenComparing(GpuOffer::id)));
    Optional<GpuOffer> none = Optional.empty();
    Optional<GpuOffer> spot = spot(request, sized.capacity().model().deployment());
    boolean defers = flexibility.deferrable().signum() > 0;
    List<ElasticMix> ways = new ArrayList<>();
    if (hourly.isPresent()) {
      ways.add(new ElasticMix(request, mixes, sized, trials, mix, hourly, none, false));
    }
    if (defers) {
      ways.add(new ElasticMix(request, mixes, sized, trials, mix, none, none, true));
    }
    if (hourly.isPresent() && defers) {
      ways.add(new ElasticMix(request, mixes, sized, trials, mix, hourly, none, true));
    }
    if (spot.isPresent() && defers) {
      ways.add(new ElasticMix(request, mixes, sized, trials, mix, none, spot, true));
    }
    return ways.stream().flatMap(way -> way.best().stream()).map(Tried::mix).toList();
  }

  /// The cheapest that holds a replica and of which it is known how often it is taken away.
  private static Optional<GpuOffer> spot(PlanRequest request, Deployment deployment) {
    Flexibility flexibility = request.flexibility();
    return flexibility.spot().stream()
        .filter(_ -> flexibility.coldStart().isPresent())
        .filter(offer -> offer.gpu().equals(deployment.gpu().id()))
        .filter(offer -> offer.gpuCount() >= deployment.tensorParallel())
        .filter(offer -> flexibility.interruptions(offer).isPresent())
        .filter(offer -> request.constraints().misses(offer).isEmpty())
        .min(Comparator.comparing(GpuOffer::usdPerHour).thenComparing(GpuOffer::id));
  }

  /// Whether one may rent it for an hour and leave.
  static boolean isHourly(GpuOffer offer) {
    return offer.term() == Term.ON_DEMAND && offer.monthly().isEmpty() && offer.upfront().isEmpty();
  }

  /// One simulated size.
  private record Tried(Option.Mix mix, long instances, int percent, int spots) {
    Usd cost() {
      return mix.monthly().orElseThrow().value();
    }

    boolean beats(Tried other) {
      return cost().compareTo(other.cost()) < 0;
    }
  }

  private Optional<Tried> best() {
    Sizing sizing = mix.pool().sizing();
    long from = sizing.instances(sizing.needed());
    int fewest = spot.isPresent() ? 1 : 0;
    Optional<Tried> start =
        TARGETS.stream()
            .flatMap(percent -> tried(from, percent, fewest).stream())
            .min(Comparator.comparing(Tried::cost));
    int percent = start.map(Tried::percent).orElse(TARGETS.getFirst());
    Optional<Tried> best = start;
    int passed = 0;
    int step = (int) Math.max(1, from / PARTS);
    for (long n = from - step; n >= 1 && passed < LOOK_PAST; n -= step) {
      Optional<Tried> next = tried(n, percent, best.map(Tried::spots).orElse(fewest), step);
      boolean better = next.isPresent() && best.stream().allMatch(next.get()::beats);
      best = better ? next : best;
      passed += better ? 0 : 1;
    }
    return best.or(() -> tried(from + 1, percent, fewest, step));
  }

  /// The cheapest of `spots` replicas on spot and, where there are any, a step or more beyond.
  private Optional<Tried> tried(long instances, int percent, int spots, int step) {
    Optional<Tried> best = tried(instances, percent, spots);
    int most = spot.isEmpty() ? 0 : (int) Math.min(MOST, sized.needed(1) + MORE);
    int passed = 0;
    for (int n = spots + step; n <= most && passed < LOOK_PAST; n += step) {
      Optional<Tried> next = tried(instances, percent, n);
      boolean better = next.isPresent() && best.stream().allMatch(next.get()::beats);
      best = better ? next : best;
      passed += better ? 0 : 1;
    }
    return best;
  }

  /// Empty where it misses a target, breaks a constraint or rents nothing.
  private Optional<Tried> tried(long instances, int percent, int spots) {
    Sizing sizing = mix.pool().sizing();
    MixSearch.Baseline baseline =
        new MixSearch.Baseline(sizing.offer(), instances, sizing.replicasPerInstance());
    int most = most(baseline);
    long gpus =
        baseline.instances() * baseline.offer().gpuCount()
            + spot.map(offer -> (long) spots * offer.gpuCount()).orElse(0L);
    if ((hourly.isPresent() && most < 1) || request.constraints().gpus(gpus).isPresent()) {
      return Optional.empty();
    }
    int target = (int) Math.max(1, trials.batch() * (long) percent / 100);
    Flexibility flexibility = request.flexibility();
    Trials.Elastic run =
        trials.elastic(
            baseline.replicas(),
            hourly.map(_ -> onDemand(most, target)).or(() -> spot.map(offer -> on(offer, spots))),
            defers
                ? Optional.of(
                    flexibility.deferral(Math.max(1, picos(flexibility.deadline())), target))
                : Optional.empty());
    boolean fits =
        run.trial().miss().isEmpty()
            && (hourly.isEmpty() || run.outcome().rental().starts() > 0)
            && mixes.allows(baseline, run.trial().run());
    return fits
        ? Optional.of(
            new Tried(priced(baseline, run, most, target, spots), instances, percent, spots))
        : Optional.empty();
  }

  /// Enough, with the baseline, to serve everything by the closed form, and some more.
  private int most(MixSearch.Baseline baseline) {
    long needed = sized.needed(1) + MORE - baseline.replicas();
    long used = baseline.instances() * baseline.offer().gpuCount();
    long left =
        hourly.isEmpty() || request.constraints().mostGpus().isEmpty()
            ? needed
            : (request.constraints().mostGpus().getAsLong() - used) / hourly.get().gpuCount();
    return (int) Math.min(MOST, Math.min(Math.max(1, needed), left));
  }

  private OnDemand onDemand(int most, int target) {
    Autoscale usual = Autoscale.upTo(most, target);
    return new OnDemand(
        new Autoscale(
            0,
            most,
            target,
            Math.max(1, Math.round(usual.everyPicos() / speed)),
            Math.round(usual.stabilisationPicos() / speed)),
        picos(request.flexibility().coldStart().orElseThrow()),
        picos(request.flexibility().minimumRental()),
        Optional.empty());
  }

  /// `replicas` on spot at all hours, for requests that can wait.
  private OnDemand on(GpuOffer offer, int replicas) {
    Flexibility flexibility = request.flexibility();
    Optional<Interruptions> interruptions =
        flexibility
            .interruptions(offer)
            .filter(rate -> rate.signum() > 0)
            .map(rate -> Interruptions.perMonth(rate, Flexibility.SEED).quicker(speed));
    return new OnDemand(
        Autoscale.fixed(replicas),
        picos(flexibility.coldStart().orElseThrow()),
        picos(flexibility.minimumRental()),
        interruptions,
        true);
  }

  private long picos(Duration meant) {
    return Math.round(meant.toNanos() / speed) * PICOS_PER_NANO;
  }

  private Option.Mix priced(
      MixSearch.Baseline baseline, Trials.Elastic run, int most, int target, int spots) {
    Outcome outcome = run.outcome();
    MixRun before = run.trial().run();
    Optional<MixRun.OnDemand> rented =
        hourly.map(
            offer ->
                new MixRun.OnDemand(
                    offer, most, target, hours(outcome.rental()), outcome.rental().starts()));
    Optional<MixRun.Waiting> waiting =
        defers
            ? Optional.of(
                new MixRun.Waiting(
                    request.flexibility().deferrable(),
                    target,
                    batchedTokens(run.batched()),
                    spot.map(offer -> spot(offer, spots, outcome.rental()))))
            : Optional.empty();
    MixRun simulated = before.with(rented, waiting, hours(before, outcome));
    Option.Mix without =
        mixes.mix(
            sized,
            baseline,
            mix.spillTo(),
            simulated,
            run.trial().costShare(),
            mix.spillTo().feasibility());
    List<CostLine> lines = new ArrayList<>(without.lines());
    rented.ifPresent(more -> lines.add(1, ElasticCosts.onDemand(more)));
    waiting.flatMap(MixRun.Waiting::spot).ifPresent(some -> lines.add(1, ElasticCosts.spot(some)));
    waiting.ifPresent(_ -> lines.add(batchTier(run.batched())));
    return new Option.Mix(
        without.pool(),
        without.spillTo(),
        simulated,
        lines,
        Optional.of(Costs.sum(lines)),
        without.feasibility());
  }

  private MixRun.Spot spot(GpuOffer offer, int replicas, Outcome.Rental rental) {
    return new MixRun.Spot(
        offer,
        replicas,
        request.flexibility().interruptions(offer).orElseThrow(),
        hours(rental),
        rental.interruptions(),
        rental.lostPromptTokens() + rental.lostOutputTokens());
  }

  private Ratio hours(Outcome.Rental rental) {
    return Ratio.of(rental.onDemandNanos(), trials.trace().periodNanos())
        .times(Hours.MONTH.value());
  }

  private Ratio batchedTokens(IntPredicate batched) {
    Trace trace = trials.trace();
    long part = 0;
    long all = 0;
    for (int i = 0; i < trace.size(); i++) {
      long tokens = (long) trace.inputTokens(i) + trace.outputTokens(i);
      all += tokens;
      part += batched.test(i) ? tokens : 0;
    }
    return all == 0 ? Ratio.ZERO : Ratio.of(part, all);
  }

  private CostLine batchTier(IntPredicate batched) {
    Option.Hosted api = mix.spillTo();
    return ElasticCosts.batchTier(
        api,
        pricing.batchShare(api.offer(), trials.trace(), batched),
        pricing.sellsBatch(api.offer()));
  }

  /// The pieces of `run` with the replicas that were on in the mean, and how busy these were.
  private List<MixRun.Hour> hours(MixRun run, Outcome outcome) {
    List<MixRun.Hour> fixed = run.hours();
    long width = trials.pieceNanos();
    return IntStream.range(0, fixed.size())
        .mapToObj(
            i -> {
              MixRun.Hour hour = fixed.get(i);
              double on = meanReplicas(outcome.series(), i * width, (i + 1) * width);
              return new MixRun.Hour(
                  hour.ownTokens(),
                  hour.spillTokens(),
                  hour.utilisation() * run.baseline() / Math.max(run.baseline(), on),
                  Math.round(on));
            })
        .toList();
  }

  private static double meanReplicas(MinuteSeries series, long fromNanos, long toNanos) {
    int first = (int) Math.min(series.minutes() - 1L, fromNanos / MINUTE_NANOS);
    int last = (int) Math.min(series.minutes() - 1L, (toNanos - 1) / MINUTE_NANOS);
    return IntStream.rangeClosed(first, last)
        .map(minute -> series.minute(minute).replicas())
        .average()
        .orElse(0);
  }
}
