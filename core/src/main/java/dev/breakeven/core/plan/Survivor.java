package dev.breakeven.core.plan;

import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import java.util.List;
import java.util.Optional;

/// One deployment that the closed form left in the race: sized again by simulated runs.
///
/// First its batch, so that one replica kept full meets the targets on time a token; then the
/// fewest replicas that serve everything; then the baseline where the marginal instance stops
/// paying for itself. Not thread-safe.
final class Survivor {
  /// Costs of whole instances can rise once and fall again: so far it is looked past a rise.
  private static final int LOOK_PAST = 2;

  private static final long COARSE = 16;

  /// Of more instances or replicas than this, one makes no difference that a simulation shows.
  private static final long FINE = 64;

  /// After so many steps past baselines that miss a target they get longer.
  private static final long STRIDES = 8;

  /// More than any baseline that meets the targets.
  private static final Usd MISSES = new Usd(Long.MAX_VALUE);

  private final OwnSearch search;
  private final MixSearch mixes;
  private final Slo slo;
  private final OwnSearch.Pool pool;
  private final Trials scout;
  private final Trials full;
  private final boolean holds;
  private final Optional<Option.Mix> closed;

  /// Replicas found to meet every target alone; 0 as long as none were.
  private long enough;

  /// `scout` looks around in an excerpt of what `full` runs; the same where that is short.
  Survivor(
      OwnSearch search,
      MixSearch mixes,
      Slo slo,
      OwnSearch.Pool screened,
      Trials scout,
      Trials full) {
    this.search = search;
    this.mixes = mixes;
    this.slo = slo;
    Optional<Trials.Setting> setting = scout.setting();
    holds = setting.isPresent();
    this.scout = setting.map(scout::with).orElse(scout);
    this.full = scout == full ? this.scout : setting.map(full::with).orElse(full);
    pool = new OwnSearch.Pool(search.resize(this.scout.capacity()), screened.offers());
    closed = holds ? mixes.cheapest(pool) : Optional.empty();
  }

  /// `mix`, found here, with replicas on demand and with requests that wait.
  List<Option.Mix> elastic(PlanRequest request, Option.Mix mix) {
    return ElasticMix.of(request, mixes, pool.sized(), pool.offers(), full, mix);
  }

  /// Few replicas that meet every target alone in the excerpt, on the cheapest offer: the fewest,
  /// or of many a sixteenth more at most.
  Option.Own own() {
    return own(COARSE, scout);
  }

  /// The fewest replicas that meet every target alone, on the cheapest offer.
  Option.Own settledOwn() {
    return own(FINE, full);
  }

  private Option.Own own(long parts, Trials last) {
    long floor = pool.sized().needed(1);
    if (!holds) {
      return rejected(floor, "simulated: time a token is over its limit even alone");
    }
    long low = meets(floor) ? failing(floor) : floor;
    long high = low == floor ? meeting(floor) : floor;
    if (!meets(high)) {
      return rejected(high, scout.alone(high).miss().orElseThrow());
    }
    while (high - low > Math.max(1, high / parts)) {
      long middle = (low + high) >>> 1;
      if (meets(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    high = meetingFrom(high, last);
    if (last.alone(high).miss().isPresent()) {
      return rejected(high, last.alone(high).miss().orElseThrow());
    }
    enough = high;
    MixRun run = last.alone(high).run();
    Option.Own sized = search.own(search.cheapest(search.asRun(pool, run), high));
    return new Option.Own(
        sized.sizing(), sized.lines(), sized.monthly(), simulated(), Optional.of(run));
  }

  /// Replicas below `enough` that are too few; 0 where one is enough.
  private long failing(long enough) {
    long step = Math.max(1, enough / COARSE);
    long less = enough - step;
    while (less > 0 && meets(less)) {
      step *= 2;
      less -= step;
    }
    return Math.max(0, less);
  }

  /// Replicas above `few` that are enough, or the most that are tried.
  private long meeting(long few) {
    long step = Math.max(1, few / COARSE);
    long more = few + step;
    while (more < 2 * few + 2 && !meets(more)) {
      step *= 2;
      more += step;
    }
    return more;
  }

  /// The fewest replicas from `few` on that are enough in `last`, or of many a sixteenth more at
  /// most; of those tried the most, twice as many, where none is enough.
  private long meetingFrom(long few, Trials last) {
    if (last != scout && scout.thins(few) && last.alone(few).miss().isEmpty()) {
      return fewer(few, last);
    }
    long low = few - 1;
    long high = few;
    while (high < 2 * few && last.alone(high).miss().isPresent()) {
      low = high;
      high = Math.min(2 * few, high + Math.max(1, high - few + high / COARSE));
    }
    boolean enough = last.alone(high).miss().isEmpty();
    while (enough && high - low > Math.max(1, high / COARSE)) {
      long middle = (low + high) >>> 1;
      if (last.alone(middle).miss().isEmpty()) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /// Fewer than `enough` where `last` needs fewer: a small part of a fleet needs rather more than a
  /// larger one.
  private static long fewer(long enough, Trials last) {
    long step = Math.max(1, enough / FINE);
    long high = enough;
    while (high > step && last.alone(high - step).miss().isEmpty()) {
      high -= step;
    }
    return high;
  }

  private boolean meets(long replicas) {
    return scout.alone(replicas).miss().isEmpty();
  }

  private Option.Own rejected(long replicas, String why) {
    Option.Own sized = search.own(search.cheapest(pool, replicas));
    return new Option.Own(
        sized.sizing(), sized.lines(), sized.monthly(), Feasibility.missed(why), Optional.empty());
  }

  private Feasibility simulated() {
    return new Feasibility.Feasible("meets %s in the simulation".formatted(slo));
  }

  /// The mix that the closed form finds, with the baseline where the marginal instance stops paying
  /// for itself in the excerpt.
  Optional<Option.Mix> mix() {
    return mix(scout);
  }

  /// The same on all of the traffic, from the baseline that the excerpt gives.
  Optional<Option.Mix> settledMix() {
    return mix(full);
  }

  private Optional<Option.Mix> mix(Trials last) {
    return closed
        .map(mix -> simulated(mix, settled(mix, last), last))
        .filter(mix -> mixes.isOne(mix.run()));
  }

  /// By a sixteenth of the instances at first, then by ever fewer; on all of a traffic whose
  /// requests all are run by a sixteenth only.
  private MixSearch.Baseline settled(Option.Mix mix, Trials last) {
    MixSearch.Baseline best = baseline(mix);
    for (long step = step(best); step > 0 && step >= best.instances() / FINE; step /= 2) {
      best = settled(best, step, mix, scout);
      if (cost(best, mix.spillTo(), scout).equals(MISSES)) {
        break;
      }
    }
    if (last == scout) {
      return best;
    }
    long finest = last.thins(best.replicas()) ? Math.max(1, best.instances() / FINE) : step(best);
    for (long step = step(best); step >= finest; step /= 2) {
      best = settled(best, step, mix, last);
    }
    return best;
  }

  private static long step(MixSearch.Baseline from) {
    return Math.max(1, from.instances() / COARSE);
  }

  /// Each step that pays doubles the next, of many instances.
  private MixSearch.Baseline settled(
      MixSearch.Baseline from, long step, Option.Mix mix, Trials on) {
    MixSearch.Baseline best = from;
    long stride = step;
    while (stride >= step) {
      Optional<MixSearch.Baseline> better = better(best, stride, mix, on);
      best = better.orElse(best);
      if (better.isEmpty()) {
        stride /= 2;
      } else if (step > 1) {
        stride *= 2;
      }
    }
    return best;
  }

  /// Instances that serve everything, by the closed form or as far as simulated, and some more.
  private long mostInstances(Option.Mix mix) {
    long each = mix.pool().sizing().replicasPerInstance();
    return Math.ceilDiv(Math.max(pool.sized().needed(1), enough), each) + LOOK_PAST;
  }

  private static MixSearch.Baseline baseline(Option.Mix mix) {
    Sizing sizing = mix.pool().sizing();
    return new MixSearch.Baseline(
        sizing.offer(), sizing.instances(sizing.needed()), sizing.replicasPerInstance());
  }

  /// A cheaper baseline close to `from`, a smaller one first; a larger one where `from` misses a
  /// target and is one of a large fleet, in which a smaller one seldom meets it.
  private Optional<MixSearch.Baseline> better(
      MixSearch.Baseline from, long step, Option.Mix mix, Trials on) {
    long first =
        on.thins(from.replicas()) && cost(from, mix.spillTo(), on).equals(MISSES) ? step : -step;
    return oneWay(from, first, mix, on).or(() -> oneWay(from, -first, mix, on));
  }

  /// The same in one direction, past baselines that miss a target; of many instances only where
  /// `from` misses one, and not down to the last few: what those serve is next to nothing.
  private Optional<MixSearch.Baseline> oneWay(
      MixSearch.Baseline from, long step, Option.Mix mix, Trials on) {
    Option.Hosted api = mix.spillTo();
    long most = mostInstances(mix);
    Usd cost = cost(from, api, on);
    int seen = 0;
    long n = from.instances() + step;
    boolean few = most <= 2 * COARSE;
    int lookPast = few ? LOOK_PAST : 1;
    while (n >= Math.max(1, most / FINE) && n <= most && seen < lookPast) {
      MixSearch.Baseline other = from.of(n);
      if (step > 0 && rent(other).compareTo(cost) >= 0) {
        return Optional.empty();
      }
      Usd otherCost = cost(other, api, on);
      int compared = otherCost.compareTo(cost);
      if (compared < 0 || (compared == 0 && step < 0 && !cost.equals(MISSES))) {
        return Optional.of(other);
      }
      seen += otherCost.equals(MISSES) && (few || cost.equals(MISSES)) ? 0 : 1;
      n += step * Math.max(1, (n - from.instances()) / step / STRIDES);
    }
    return Optional.empty();
  }

  /// Rent and spill; more than anything where a target is missed.
  private Usd cost(MixSearch.Baseline baseline, Option.Hosted api, Trials on) {
    Trials.Trial trial = on.spilling(baseline.replicas());
    return trial.miss().isPresent() || !mixes.allows(baseline, trial.run())
        ? MISSES
        : rent(baseline).plus(MixSearch.apiMonth(api).value().times(trial.costShare()));
  }

  private Usd rent(MixSearch.Baseline baseline) {
    return mixes.rent(pool.sized(), baseline);
  }

  private Option.Mix simulated(Option.Mix mix, MixSearch.Baseline baseline, Trials last) {
    Trials.Trial trial = last.spilling(baseline.replicas());
    Feasibility feasibility =
        trial
            .miss()
            .<Feasibility>map(Feasibility::missed)
            .orElseGet(() -> mix.spillTo().feasibility());
    return mixes.mix(
        pool.sized(), baseline, mix.spillTo(), trial.run(), trial.costShare(), feasibility);
  }
}
