package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.serving.sim.Autoscale;
import dev.breakeven.core.serving.sim.MinuteSeries;
import dev.breakeven.core.serving.sim.OnDemand;
import dev.breakeven.core.serving.sim.Outcome;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Replicas on demand beside the baseline of a mix: what they cost and what they save it.
///
/// Each rented replica has an instance to itself. The whole trace is simulated for every try, since
/// an excerpt has no ramps. Its time runs `speed` times as quick as the time meant, and so does
/// renting. Not thread-safe.
final class Autoscaling {
  /// Requests at hand that call for a replica, in percent of those that a full one runs at once.
  private static final List<Integer> TARGETS = List.of(70, 45, 25);

  /// Baselines that are dearer than the best are passed so far.
  private static final int LOOK_PAST = 2;

  private static final int PARTS = 8;
  private static final int MORE = 2;
  private static final long PICOS_PER_NANO = 1_000;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final PlanRequest request;
  private final MixSearch mixes;
  private final OwnSearch.Sized sized;
  private final Trials trials;
  private final Option.Mix mix;
  private final GpuOffer hourly;
  private final double speed;

  private Autoscaling(
      PlanRequest request,
      MixSearch mixes,
      OwnSearch.Sized sized,
      Trials trials,
      Option.Mix mix,
      GpuOffer hourly) {
    this.request = request;
    this.mixes = mixes;
    this.sized = sized;
    this.trials = trials;
    this.mix = mix;
    this.hourly = hourly;
    speed = request.traffic().replay().speed().toDouble();
  }

  /// `mix` with replicas on demand, where that can be: `offers` hold its replicas, and `trials` run
  /// its deployment.
  static Optional<Option.Mix> of(
      PlanRequest request,
      MixSearch mixes,
      OwnSearch.Sized sized,
      List<GpuOffer> offers,
      Trials trials,
      Option.Mix mix) {
    return request.flexibility().coldStart().isEmpty()
        ? Optional.empty()
        : offers.stream()
            .filter(Autoscaling::isHourly)
            .min(Comparator.comparing(GpuOffer::usdPerHour).thenComparing(GpuOffer::id))
            .flatMap(hourly -> new Autoscaling(request, mixes, sized, trials, mix, hourly).best())
            .map(Tried::mix);
  }

  /// Whether one may rent it for an hour and leave.
  static boolean isHourly(GpuOffer offer) {
    return offer.term() == Term.ON_DEMAND && offer.monthly().isEmpty() && offer.upfront().isEmpty();
  }

  /// One simulated size.
  private record Tried(Option.Mix mix, long instances, int percent) {
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
    Optional<Tried> start =
        TARGETS.stream()
            .flatMap(percent -> tried(from, percent).stream())
            .min(Comparator.comparing(Tried::cost));
    int percent = start.map(Tried::percent).orElse(TARGETS.getFirst());
    Optional<Tried> best = start;
    int passed = 0;
    long step = Math.max(1, from / PARTS);
    for (long n = from - step; n >= 1 && passed < LOOK_PAST; n -= step) {
      Optional<Tried> next = tried(n, percent);
      boolean better = next.isPresent() && best.stream().allMatch(next.get()::beats);
      best = better ? next : best;
      passed += better ? 0 : 1;
    }
    return best;
  }

  /// Empty where it misses a target, breaks a constraint or rents nothing.
  private Optional<Tried> tried(long instances, int percent) {
    Sizing sizing = mix.pool().sizing();
    MixSearch.Baseline baseline =
        new MixSearch.Baseline(sizing.offer(), instances, sizing.replicasPerInstance());
    int most = most(baseline);
    if (most < 1) {
      return Optional.empty();
    }
    int target = (int) Math.max(1, trials.batch() * (long) percent / 100);
    Trials.Elastic run = trials.elastic(baseline.replicas(), onDemand(most, target));
    Outcome.Rental rental = run.outcome().rental();
    boolean fits =
        run.trial().miss().isEmpty()
            && rental.starts() > 0
            && mixes.allows(baseline, run.trial().run());
    return fits
        ? Optional.of(new Tried(priced(baseline, run, most, target), instances, percent))
        : Optional.empty();
  }

  /// Enough, with the baseline, to serve everything by the closed form, and some more.
  private int most(MixSearch.Baseline baseline) {
    long needed = sized.needed(1) + MORE - baseline.replicas();
    long used = baseline.instances() * baseline.offer().gpuCount();
    long left =
        request.constraints().mostGpus().isEmpty()
            ? needed
            : (request.constraints().mostGpus().getAsLong() - used) / hourly.gpuCount();
    return (int) Math.min(10_000, Math.min(Math.max(1, needed), left));
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

  private long picos(Duration meant) {
    return Math.round(meant.toNanos() / speed) * PICOS_PER_NANO;
  }

  private Option.Mix priced(MixSearch.Baseline baseline, Trials.Elastic run, int most, int target) {
    Outcome outcome = run.outcome();
    Ratio hours =
        Ratio.of(outcome.rental().onDemandNanos(), trials.periodNanos()).times(Hours.MONTH.value());
    MixRun.OnDemand rented =
        new MixRun.OnDemand(hourly, most, target, hours, outcome.rental().starts());
    MixRun simulated = run.trial().run().with(rented, hours(run.trial().run(), outcome));
    Option.Mix without =
        mixes.mix(
            sized,
            baseline,
            mix.spillTo(),
            simulated,
            run.trial().costShare(),
            mix.spillTo().feasibility());
    List<CostLine> lines = new ArrayList<>(without.lines());
    lines.add(1, line(rented));
    return new Option.Mix(
        without.pool(),
        without.spillTo(),
        simulated,
        lines,
        Optional.of(Costs.sum(lines)),
        without.feasibility());
  }

  private CostLine line(MixRun.OnDemand rented) {
    Figure<Ratio> hours =
        Figure.given(
            "replica-hours",
            rented.hoursPerMonth(),
            "a month, each on an instance of its own",
            Basis.SIMULATED,
            "simulated from renting to the end, cold start and minimum rental paid; its time"
                + " repeated for 730 hours");
    Figure<?> hour =
        Figure.given(
            "rent of one instance",
            rented.offer().usdPerHour(),
            "USD/hour for %d GPUs (%s)"
                .formatted(rented.offer().gpuCount(), rented.offer().listed()),
            Basis.LIST_EQUIVALENT,
            rented.offer().source().toString());
    return new CostLine(
        "on demand",
        Figure.computed(
            "on demand a month",
            Usd.rounded(rented.offer().usdPerHour().dollars().times(rented.hoursPerMonth())),
            "USD/month",
            "replica-hours × rent of one instance",
            hours,
            hour));
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
