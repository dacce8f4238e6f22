package dev.breakeven.core.plan;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.sim.Admission;
import dev.breakeven.core.serving.sim.Cluster;
import dev.breakeven.core.serving.sim.Deferral;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.serving.sim.Fates;
import dev.breakeven.core.serving.sim.OnDemand;
import dev.breakeven.core.serving.sim.Outcome;
import dev.breakeven.core.serving.sim.Simulator;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Slo.Target;
import dev.breakeven.core.workload.Trace;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Simulated runs of one deployment, remembered by their size: the same trace for every one. What
/// they cost is this plan's, the runs themselves are shared with others.
///
/// Not thread-safe; runs of different deployments share nothing.
final class Trials {
  private static final double PICOS_PER_NANO = 1_000;

  private static final double SPILL_STEP = 0.75;
  private static final int SPILL_STEPS = 8;

  /// Under stress only this part of the misses that a target allows: how a replica is filled
  /// differs with the number of replicas.
  private static final double MARGIN = 2;

  private static final int FEW = 100;
  private static final int TOKEN_DIGITS = 9;

  private final Slo slo;
  private final Stage stage;
  private final Trace trace;
  private final Pieces pieces;
  private final Capacity capacity;
  private final Engine engine;
  private final double spillSeconds;
  private final BiFunction<Trace, IntPredicate, Ratio> spillCost;
  private final SimulatedRuns.OfTraffic runs;
  private final SimulatedRuns.Deployed known;
  private final Map<Long, Trial> spilling = new HashMap<>();
  private Optional<SpillRule> rule = Optional.empty();

  /// One run; `costShare` is what the spilled requests cost at the API over what all cost, `miss`
  /// the first latency target that was not met.
  record Trial(MixRun run, Ratio costShare, Optional<String> miss) {}

  /// A way to run a replica: its batch at most, and the predicted time to first token above which
  /// a request is spilled, in seconds.
  record Setting(int batch, double spillSeconds) {}

  /// `spillCost` gives the cost of spilled requests over that of all; runs are looked up in `runs`.
  Trials(
      SimulatedRuns.OfTraffic runs,
      Slo slo,
      Stage stage,
      Capacity capacity,
      double spillSeconds,
      BiFunction<Trace, IntPredicate, Ratio> spillCost) {
    this(
        runs,
        slo,
        stage,
        capacity,
        () -> Engine.of(capacity.model(), Engine.BLOCK_TOKENS),
        spillSeconds,
        spillCost);
  }

  private Trials(
      SimulatedRuns.OfTraffic runs,
      Slo slo,
      Stage stage,
      Capacity capacity,
      Supplier<Engine> engine,
      double spillSeconds,
      BiFunction<Trace, IntPredicate, Ratio> spillCost) {
    this.runs = runs;
    this.slo = slo;
    this.stage = stage;
    trace = stage.trace();
    pieces = stage.pieces();
    this.capacity = capacity;
    this.spillSeconds = spillSeconds;
    this.spillCost = spillCost;
    known =
        runs.of(
            new SimulatedRuns.Key(stage, slo, capacity, spillSeconds),
            () -> engine.get().atMost(capacity.batch()));
    this.engine = known.engine();
  }

  Capacity capacity() {
    return capacity;
  }

  double spillSeconds() {
    return spillSeconds;
  }

  /// The same deployment run as `setting` says.
  Trials with(Setting setting) {
    return new Trials(
        runs,
        slo,
        stage,
        capacity.atMost(setting.batch(), "TPOT limit when full"),
        () -> engine,
        setting.spillSeconds(),
        spillCost);
  }

  /// The tightest limit on time to first token, in seconds; none has no limit to spill by.
  static OptionalDouble firstTokenLimit(Slo slo) {
    return slo.targets().stream()
        .filter(target -> target.metric() == Slo.Metric.TTFT)
        .mapToDouble(target -> target.limit().toNanos() / 1e9)
        .min();
  }

  /// Whether of `replicas` a part is run.
  boolean thins(long replicas) {
    return stage.thins(replicas, capacity);
  }

  /// `replicas` that serve everything.
  Trial alone(long replicas) {
    SimulatedRuns.Run ran =
        known
            .alone()
            .computeIfAbsent(replicas, n -> run(n, stage.fleet(n, capacity), Optional.empty()));
    return new Trial(ran.run(), Ratio.ZERO, ran.miss());
  }

  /// `replicas` that spill what they would serve too late; the targets must limit the first token.
  Trial spilling(long replicas) {
    return spilling.computeIfAbsent(
        replicas,
        n -> {
          FleetPart part = stage.fleet(n, capacity);
          return priced(
              part.trace(),
              known.spilling().computeIfAbsent(n, _ -> run(n, part, Optional.of(rule()))));
        });
  }

  /// A run with replicas that come and go, or requests that can wait; `batched` are those sent to a
  /// batch tier, which are among the spilled of the trial's run but not in its cost.
  record Elastic(Trial trial, Outcome outcome, IntPredicate batched) {}

  /// The same with what is rented on demand beside them, and what waits before them.
  Elastic elastic(long always, Optional<OnDemand> rented, Optional<Deferral> waiting) {
    Optional<SpillRule> spill = Optional.of(rule());
    Cluster fixed = cluster(engine, always, spill);
    Cluster elastic = rented.map(more -> fixed.with((int) always, more)).orElse(fixed);
    Simulator.Detailed done = Simulator.detailed(trace, waiting.map(elastic::with).orElse(elastic));
    return new Elastic(
        priced(trace, run(always, FleetPart.whole(trace, always), spill, done)),
        done.outcome(),
        i -> batched(done.fates(), i));
  }

  /// What is left when the time is over counts so too, as more of the same would come.
  private boolean batched(Fates fates, int request) {
    return fates.batched(request)
        || fates.waitedBeyond(request, (long) (trace.periodNanos() * PICOS_PER_NANO));
  }

  Trace trace() {
    return trace;
  }

  /// Requests that a full replica runs at once.
  int batch() {
    return engine.capacity(trace).batch();
  }

  long pieceNanos() {
    return pieces.nanos();
  }

  private SpillRule rule() {
    return rule.orElseGet(
        () -> {
          SpillRule made = rule(engine, spillSeconds);
          rule = Optional.of(made);
          return made;
        });
  }

  private SpillRule rule(Engine of, double seconds) {
    return new SpillRule(of.capacity(trace), (long) (seconds * 1e12));
  }

  /// How to run a replica so that, kept full, it still meets every target: with the largest batch
  /// and the latest spill; empty when it cannot. The closed form keeps to a time a token in the
  /// mean only, and the prediction behind the spill does not see memory run out.
  Optional<Setting> setting() {
    if (firstTokenLimit(slo).isEmpty()) {
      return Optional.of(new Setting(capacity.batch(), spillSeconds));
    }
    int batch = largestBatch();
    if (batch == 0) {
      return Optional.empty();
    }
    double seconds = spillSeconds;
    for (int step = 0; step < SPILL_STEPS; step++) {
      if (holds(batch, seconds, Slo.Metric.TTFT)) {
        return Optional.of(new Setting(batch, seconds));
      }
      seconds *= SPILL_STEP;
    }
    return Optional.of(new Setting(batch, seconds));
  }

  private int largestBatch() {
    if (holds(capacity.batch(), spillSeconds, Slo.Metric.TPOT)) {
      return capacity.batch();
    }
    int low = 0;
    int high = capacity.batch();
    while (high - low > Math.max(1, low / 16)) {
      int middle = (low + high) >>> 1;
      if (holds(middle, spillSeconds, Slo.Metric.TPOT)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean holds(int batch, double seconds, Slo.Metric metric) {
    return known.held().computeIfAbsent(new Setting(batch, seconds), this::held).contains(metric);
  }

  /// The metrics whose targets a full replica meets.
  private Set<Slo.Metric> held(Setting setting) {
    Engine limited = engine.atMost(setting.batch());
    Cluster full = cluster(limited, 1, Optional.of(rule(limited, setting.spillSeconds())));
    Fates fates = Simulator.detailed(stage.stress(), full).fates();
    Set<Slo.Metric> metrics = EnumSet.allOf(Slo.Metric.class);
    for (Target target : slo.targets()) {
      if (misses(stage.stress(), fates, target) > allowed(target) / MARGIN) {
        metrics.remove(target.metric());
      }
    }
    return metrics;
  }

  private static Cluster cluster(Engine engine, long replicas, Optional<SpillRule> spill) {
    return new Cluster(
        engine, (int) replicas, BalancePolicy.LEAST_LOADED, Admission.FCFS, spill, 0);
  }

  private SimulatedRuns.Run run(long replicas, FleetPart part, Optional<SpillRule> spill) {
    Cluster cluster = cluster(engine, part.replicas(), spill);
    return run(replicas, part, spill, Simulator.detailed(part.trace(), cluster));
  }

  private Trial priced(Trace ranOn, SimulatedRuns.Run ran) {
    return new Trial(ran.run(), spillCost.apply(ranOn, ran.spilled()::get), ran.miss());
  }

  private SimulatedRuns.Run run(
      long replicas, FleetPart part, Optional<SpillRule> spill, Simulator.Detailed done) {
    Optional<String> miss =
        slo.targets().stream()
            .flatMap(target -> missed(part.trace(), done.fates(), target).stream())
            .findFirst();
    BitSet spilled = new BitSet();
    for (int i = 0; i < part.trace().size(); i++) {
      spilled.set(i, done.fates().spilled(i));
    }
    return new SimulatedRuns.Run(
        mixRun(replicas, part, spill.map(_ -> spillSeconds), done), spilled, miss);
  }

  /// How `target` was missed by the requests that were served and measured.
  private static Optional<String> missed(Trace trace, Fates fates, Target target) {
    double misses = misses(trace, fates, target);
    return misses <= allowed(target)
        ? Optional.empty()
        : Optional.of("simulated: %s is met by %.1f %% only".formatted(target, 100 * (1 - misses)));
  }

  private static double allowed(Target target) {
    return (100 - target.percentile()) / 100.0;
  }

  /// The share of measured requests that are over the limit of `target`.
  private static double misses(Trace trace, Fates fates, Target target) {
    long measured = 0;
    long over = 0;
    for (int i = 0; i < trace.size(); i++) {
      if (fates.measured(i)) {
        measured++;
        over += meets(fates, i, target) ? 0 : 1;
      }
    }
    return measured == 0 ? 0 : (double) over / measured;
  }

  private static boolean meets(Fates fates, int request, Target target) {
    long picos =
        switch (target.metric()) {
          case TTFT -> fates.firstTokenPicos(request);
          case TPOT -> fates.tokenPicos(request);
          case E2E -> fates.wholePicos(request);
        };
    return picos <= target.limit().toNanos() * PICOS_PER_NANO;
  }

  private MixRun mixRun(
      long replicas, FleetPart part, Optional<Double> spill, Simulator.Detailed done) {
    Trace ran = part.trace();
    Outcome outcome = done.outcome();
    Fates fates = done.fates();
    double[] own = new double[count()];
    double[] spilled = new double[count()];
    double[] work = new double[count()];
    Optional<Double> hits =
        trace.hasPrefixes() ? Optional.of(outcome.prefixHitShare()) : Optional.empty();
    Capacity seen = hits.map(share -> capacity.reading(1 - share)).orElse(capacity);
    for (int i = 0; i < ran.size(); i++) {
      int piece = (int) Math.min(own.length - 1L, ran.arrivalNanos(i) / pieces.nanos());
      double tokens = part.scale() * ((double) ran.inputTokens(i) + ran.outputTokens(i));
      if (fates.spilled(i) || batched(fates, i)) {
        spilled[piece] += tokens;
      } else {
        own[piece] += tokens;
        work[piece] +=
            part.scale()
                * (ran.inputTokens(i) * seen.secondsPerInputToken()
                    + ran.outputTokens(i) * seen.secondsPerOutputToken());
      }
    }
    double all = sum(own) + sum(spilled);
    return new MixRun(
        replicas,
        all == 0 ? Ratio.ZERO : Ratio.ofMeasured(sum(spilled) / all, TOKEN_DIGITS),
        outcome.utilization(),
        new MixRun.FirstToken(
            outcome.ttft().seconds(50), outcome.ttft().seconds(95), outcome.ttft().seconds(99)),
        attainment(ran, fates),
        spill,
        hits,
        IntStream.range(0, stage.excerpt() ? 0 : own.length)
            .mapToObj(i -> hour(i, own[i], spilled[i], work[i], replicas))
            .toList(),
        pieces.shown(),
        stage.excerpt() ? MixRun.Method.EXCERPT : MixRun.Method.SIMULATED);
  }

  private int count() {
    return (int) Math.max(1, Math.ceilDiv(trace.periodNanos(), pieces.nanos()));
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /// The tokens are those of the time meant, of which the simulated trace is a part.
  private MixRun.Hour hour(int piece, double own, double spilled, double work, long replicas) {
    double part = (double) pieces.shown() / pieces.nanos();
    long nanos = Math.min(pieces.nanos(), trace.periodNanos() - piece * pieces.nanos());
    return new MixRun.Hour(
        Math.round(own * part),
        Math.round(spilled * part),
        work / (replicas * Math.max(1, nanos) / 1e9),
        replicas);
  }

  private Knowable<Double> attainment(Trace ran, Fates fates) {
    long measured = 0;
    long within = 0;
    for (int i = 0; i < ran.size(); i++) {
      if (fates.measured(i)) {
        measured++;
        boolean all = true;
        for (Target target : slo.targets()) {
          all &= meets(fates, i, target);
        }
        within += all ? 1 : 0;
      }
    }
    return measured < FEW
        ? Knowable.unknown("fewer than %d requests were measured".formatted(FEW))
        : Knowable.known((double) within / measured);
  }
}
