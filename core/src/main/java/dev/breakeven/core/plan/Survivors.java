package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Own and mixed options: screened by the closed form, the cheapest simulated on the traffic.
///
/// The closed form takes time a token in the mean and sees no randomness within a bin, so that
/// what it costs is mostly a floor: deployments are simulated from cheap to dear until what is left
/// costs more by the closed form than the best does in the simulation. Of a long traffic that is in
/// an excerpt first; what comes near the cheapest there is run on all of it. Runs are spread over
/// the cores in groups of a fixed size: the same options, whatever the machine.
final class Survivors {
  /// Options that are simulated at least.
  static final int LEAST = 20;

  private static final int GROUP = 4;
  /// No more are simulated; what is left and looks cheaper is then not known to be feasible.
  private static final int MOST_DEPLOYMENTS = 96;

  /// A deployment that needs more is not simulated: a search around them must fit a cluster.
  private static final long MOST_REPLICAS = 4_000;

  /// Mixes that are tried with replicas that come and go.
  private static final int MOST_ELASTIC = 2;

  /// Options this near to the best, in percent, are settled on all of the traffic.
  private static final int NEAR_PERCENT = 5;

  private final PlanRequest request;
  private final OwnSearch search;
  private final MixSearch mixes;
  private final HostedPricing pricing;
  private final SimulatedRuns.OfTraffic runs;

  Survivors(PlanRequest request, OwnSearch search, MixSearch mixes, SimulatedRuns.OfTraffic runs) {
    this.request = request;
    this.search = search;
    this.mixes = mixes;
    pricing = new HostedPricing(request);
    this.runs = runs;
  }

  /// What is known of one deployment; `survivor` is there once it was simulated.
  private record Entry(
      OwnSearch.Pool pool,
      Option.Own own,
      Optional<Option.Mix> mix,
      Optional<Survivor> survivor,
      boolean ownSettled,
      boolean mixSettled) {
    static Entry screened(OwnSearch.Pool pool, Option.Own own, Optional<Option.Mix> mix) {
      return new Entry(pool, own, mix, Optional.empty(), false, false);
    }

    static Entry simulated(OwnSearch.Pool pool, Survivor survivor) {
      return new Entry(pool, survivor.own(), survivor.mix(), Optional.of(survivor), false, false);
    }

    Entry settled(boolean settleOwn, boolean settleMix) {
      Survivor runs = survivor.orElseThrow();
      return new Entry(
          pool,
          settleOwn ? runs.settledOwn() : own,
          settleMix ? runs.settledMix() : mix,
          survivor,
          ownSettled || settleOwn,
          mixSettled || settleMix);
    }

    boolean fitsACluster() {
      return own.sizing().needed() <= MOST_REPLICAS;
    }

    Usd least() {
      return Stream.concat(Stream.of(own), mix.stream())
          .map(Entry::cost)
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }

    static Usd cost(Option option) {
      return option.monthly().orElseThrow().value();
    }

    int options() {
      return mix.isPresent() ? 2 : 1;
    }
  }

  /// All own and mixed options, the cheaper ones as they did in the simulation.
  List<Option> options() {
    return options(LEAST, MOST_DEPLOYMENTS);
  }

  /// The same with at least `least` options simulated, of at most `most` deployments.
  List<Option> options(int least, int most) {
    List<Entry> all = inOrder();
    List<Entry> open = new ArrayList<>(all.stream().filter(Entry::fitsACluster).toList());
    List<Entry> done = new ArrayList<>();
    while (goesOn(open, done, least, most)) {
      while (goesOn(open, done, least, most)) {
        List<Entry> group = List.copyOf(open.subList(0, Math.min(GROUP, open.size())));
        open.subList(0, group.size()).clear();
        done.addAll(group.parallelStream().map(this::simulated).toList());
      }
      done = new ArrayList<>(settled(done));
    }
    List<Option> options = new ArrayList<>(options(done.stream()));
    Optional<Usd> own = best(done.stream().map(Entry::own));
    Optional<Usd> mix = best(done.stream().flatMap(entry -> entry.mix().stream()));
    all.stream().filter(entry -> !entry.fitsACluster()).forEach(open::add);
    options(cached(open, done).stream()).stream()
        .map(option -> unsure(option, own, mix))
        .forEach(options::add);
    options.addAll(elastic(done));
    return List.copyOf(options);
  }

  /// One that was not simulated and by the closed form, which is mostly a floor, costs less than
  /// the best that was.
  private static Option unsure(Option option, Optional<Usd> bestOwn, Optional<Usd> bestMix) {
    Feasibility unknown = new Feasibility.Unknown("not simulated: cheap by the closed form only");
    if (option.feasibility().isRejected()) {
      return option;
    }
    return switch (option) {
      case Option.Own own when isUnder(Entry.cost(own), bestOwn) -> with(own, unknown);
      case Option.Mix mix when isUnder(Entry.cost(mix), bestMix) -> with(mix, unknown);
      default -> option;
    };
  }

  private static Option.Own with(Option.Own own, Feasibility known) {
    return new Option.Own(own.sizing(), own.lines(), own.monthly(), known, own.run());
  }

  private static Option.Mix with(Option.Mix mix, Feasibility known) {
    return new Option.Mix(mix.pool(), mix.spillTo(), mix.run(), mix.lines(), mix.monthly(), known);
  }

  /// `open` with as large a share of the prompts found in caches as by the cheapest of `done`, and
  /// not by a cache without limit.
  private List<Entry> cached(List<Entry> open, List<Entry> done) {
    Optional<Option> best =
        options(done.stream()).stream()
            .filter(option -> !option.feasibility().isRejected())
            .min(MixSearch.CHEAPEST);
    Optional<MixRun> run = best.flatMap(Survivors::run);
    return run.flatMap(MixRun::prefixHitShare).isEmpty()
        ? open
        : open.parallelStream().map(entry -> cached(entry, run.get(), best.get().name())).toList();
  }

  private static Optional<MixRun> run(Option option) {
    return switch (option) {
      case Option.Own own -> own.run();
      case Option.Mix mix -> Optional.of(mix.run());
      case Option.Hosted _ -> Optional.empty();
    };
  }

  private Entry cached(Entry entry, MixRun run, String like) {
    OwnSearch.Pool pool = search.asRun(entry.pool(), run);
    Feasibility unknown =
        new Feasibility.Unknown("not simulated: sized for the prefix hits of " + like);
    return Entry.screened(
        pool,
        with(search.cheapest(pool), unknown),
        entry.mix().flatMap(_ -> mixes.cheapest(pool)).map(mix -> with(mix, unknown)));
  }

  /// The best mixes with replicas that come and go.
  private List<Option> elastic(List<Entry> done) {
    return done.stream()
        .filter(entry -> entry.mix().stream().anyMatch(mix -> !mix.feasibility().isRejected()))
        .sorted(Comparator.comparing((Entry entry) -> Entry.cost(entry.mix().orElseThrow())))
        .limit(MOST_ELASTIC)
        .toList()
        .parallelStream()
        .flatMap(entry -> elastic(entry).stream())
        .map(Option.class::cast)
        .toList();
  }

  private List<Option.Mix> elastic(Entry entry) {
    return entry.survivor().orElseThrow().elastic(request, entry.mix().orElseThrow());
  }

  private static boolean goesOn(List<Entry> open, List<Entry> done, int least, int most) {
    return !open.isEmpty() && done.size() < most && isOpen(open, done, least);
  }

  /// The same options by the closed form.
  List<Option> screened() {
    return options(inOrder().stream());
  }

  private static List<Option> options(Stream<Entry> entries) {
    return entries
        .flatMap(entry -> Stream.concat(Stream.of(entry.own()), entry.mix().stream()))
        .map(Option.class::cast)
        .toList();
  }

  /// From cheap to dear, the cheapest own GPUs of each model ahead.
  private List<Entry> inOrder() {
    List<Entry> all =
        search.pools().parallelStream()
            .map(pool -> Entry.screened(pool, search.cheapest(pool), mixes.cheapest(pool)))
            .sorted(Comparator.comparing(Entry::least).thenComparing(entry -> entry.own().name()))
            .toList();
    Set<Entry> ordered = new LinkedHashSet<>();
    request.candidates().stream()
        .map(candidate -> candidate.model().id())
        .flatMap(
            model ->
                all.stream()
                    .filter(entry -> entry.pool().model().equals(model))
                    .min(Comparator.comparing((Entry entry) -> Entry.cost(entry.own())))
                    .stream())
        .forEach(ordered::add);
    ordered.addAll(all);
    return List.copyOf(ordered);
  }

  /// True while too few were simulated or one that was not could be cheaper than those that were.
  private static boolean isOpen(List<Entry> open, List<Entry> done, int least) {
    if (done.stream().mapToInt(Entry::options).sum() < least) {
      return true;
    }
    Optional<Usd> own = best(done.stream().map(Entry::own));
    Optional<Usd> mix = best(done.stream().flatMap(entry -> entry.mix().stream()));
    Predicate<Entry> cheaper =
        entry ->
            isUnder(Entry.cost(entry.own()), own)
                || entry.mix().stream().anyMatch(each -> isUnder(Entry.cost(each), mix));
    return open.stream().anyMatch(cheaper);
  }

  private static boolean isUnder(Usd cost, Optional<Usd> best) {
    return best.isEmpty() || cost.compareTo(best.get()) < 0;
  }

  private static Optional<Usd> best(Stream<? extends Option> options) {
    return options
        .filter(option -> !option.feasibility().isRejected())
        .map(Entry::cost)
        .min(Comparator.naturalOrder());
  }

  private Entry simulated(Entry entry) {
    Stage scout = runs.scout();
    Stage full = runs.full();
    Trials around = trials(entry.pool(), scout);
    Trials all = scout.trace() == full.trace() ? around : trials(entry.pool(), full);
    return Entry.simulated(
        entry.pool(), new Survivor(search, mixes, request.slo(), entry.pool(), around, all));
  }

  private Trials trials(OwnSearch.Pool pool, Stage stage) {
    return new Trials(
        runs,
        request.slo(),
        stage,
        pool.sized().capacity(),
        Trials.firstTokenLimit(request.slo()).orElse(Double.POSITIVE_INFINITY),
        (trace, spilled) ->
            mixes
                .target(pool.model())
                .map(api -> pricing.share(api.offer(), trace, spilled))
                .orElse(Ratio.ZERO));
  }

  /// Settles the own GPUs and the mixes that come near the cheapest, and the cheapest own GPUs of
  /// each model, until those are settled ones.
  private List<Entry> settled(List<Entry> done) {
    List<Entry> current = done;
    while (true) {
      List<Entry> before = current;
      if (before.stream().noneMatch(entry -> ownIsDue(entry, before) || mixIsDue(entry, before))) {
        return before;
      }
      current =
          before.parallelStream()
              .map(entry -> entry.settled(ownIsDue(entry, before), mixIsDue(entry, before)))
              .toList();
    }
  }

  private static boolean ownIsDue(Entry entry, List<Entry> done) {
    Stream<Option.Own> sameModel =
        done.stream().map(Entry::own).filter(own -> own.model().equals(entry.pool().model()));
    return !entry.ownSettled()
        && !entry.own().feasibility().isRejected()
        && (isWithin(NEAR_PERCENT, entry.own(), best(done.stream().map(Entry::own)))
            || isWithin(0, entry.own(), best(sameModel)));
  }

  private static boolean mixIsDue(Entry entry, List<Entry> done) {
    Optional<Usd> best = best(done.stream().flatMap(each -> each.mix().stream()));
    return !entry.mixSettled()
        && entry.mix().stream()
            .filter(mix -> !mix.feasibility().isRejected())
            .anyMatch(mix -> isWithin(NEAR_PERCENT, mix, best));
  }

  private static boolean isWithin(int percent, Option option, Optional<Usd> best) {
    Ratio near = Ratio.percent(100 + percent);
    return best.isEmpty() || Entry.cost(option).compareTo(best.get().times(near)) <= 0;
  }
}
