package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.CallFacts;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The facts on attempts by what they are defined to be, one row after the other.
final class FactsOracle {
  static final int LEAST_REPEATS = 3;

  private static final Comparator<Attempt> ORDER =
      Comparator.comparing(Attempt::at)
          .thenComparing(attempt -> attempt.metered().usage().totalInput())
          .thenComparing(attempt -> attempt.metered().usage().totalOutput())
          .thenComparing(attempt -> attempt.metered().usage().cacheRead())
          .thenComparing(attempt -> priced(attempt).map(Usd::nanos).orElse(Long.MAX_VALUE));

  private final CallFact.Limits limits;
  private final List<Attempt> all = new ArrayList<>();

  FactsOracle(CallFact.Limits limits) {
    this.limits = limits;
  }

  void see(Attempt attempt) {
    all.add(attempt);
  }

  private static Optional<Usd> priced(Attempt attempt) {
    return attempt.cost() instanceof Cost.Priced priced
        ? Optional.of(priced.usd())
        : Optional.empty();
  }

  private static CallFact.Kind kind(Attempt attempt) {
    Metered metered = attempt.metered();
    if (metered.charges().containsKey(Metered.BILLED)) {
      return CallFact.Kind.INVOICE_LINES;
    }
    if (metered.isSum()) {
      return CallFact.Kind.SUMS;
    }
    return metered.usage().total().count() == 0 ? CallFact.Kind.EMPTY : CallFact.Kind.CALLS;
  }

  private static boolean hasUsage(Attempt attempt) {
    return attempt.metered().state() != Metered.State.ABSENT
        && !attempt.metered().isSum()
        && !attempt.isMirror();
  }

  private static String caller(Scope scope) {
    for (String name : List.of(scope.key(), scope.service(), scope.user(), scope.team())) {
      if (!name.isEmpty()) {
        return name;
      }
    }
    return scope.project();
  }

  private static CallFact.Purpose purpose(Attempt attempt) {
    String service = attempt.scope().service();
    return new CallFact.Purpose(
        service.isEmpty() ? caller(attempt.scope()) : service,
        attempt.call().provider(),
        attempt.call().modelServed());
  }

  List<CallFact> facts() {
    List<CallFact> facts = new ArrayList<>();
    Map<List<Object>, CallFact.Group> groups = new HashMap<>();
    Map<List<Object>, Long> answers = new HashMap<>();
    Map<List<Object>, Long> sizes = new HashMap<>();
    Map<List<Object>, List<Attempt>> conversations = new HashMap<>();
    for (Attempt attempt : all) {
      CallFact.Group group = group(attempt);
      LocalDate day = LocalDate.ofInstant(attempt.at(), ZoneOffset.UTC);
      groups.merge(
          List.of(
              day,
              group.kind(),
              group.source(),
              group.scope(),
              group.endpoint(),
              group.model(),
              group.basis()),
          group,
          FactsOracle::plus);
      long total = attempt.metered().usage().total().count();
      long output = attempt.metered().usage().totalOutput();
      if (hasUsage(attempt)) {
        int doublings = 0;
        while (1L << doublings < total) {
          doublings++;
        }
        sizes.merge(List.of(attempt.call().modelServed(), doublings), 1L, Long::sum);
        if (output > 0) {
          long input = attempt.metered().usage().totalInput();
          int prompt = 0;
          while (2L << prompt <= input) {
            prompt++;
          }
          answers.merge(List.of(purpose(attempt), prompt, output), 1L, Long::sum);
        }
        if (!attempt.scope().session().isEmpty()) {
          conversations
              .computeIfAbsent(
                  List.of(
                      attempt.source(), attempt.scope().session(), attempt.call().modelServed()),
                  _ -> new ArrayList<>())
              .add(attempt);
        }
      }
    }
    facts.addAll(groups.values());
    answers.forEach(
        (key, calls) ->
            facts.add(
                new CallFact.Answers(
                    (CallFact.Purpose) key.get(0), (int) key.get(1), (long) key.get(2), calls)));
    sizes.forEach(
        (key, calls) ->
            facts.add(new CallFact.Sizes((String) key.get(0), (int) key.get(1), calls)));
    conversations.values().forEach(turns -> follow(turns, facts));
    return facts;
  }

  private static CallFact.Group group(Attempt attempt) {
    Scope scope = attempt.scope();
    boolean service = !scope.service().isEmpty();
    String user = service ? "" : scope.user();
    boolean told = service || !user.isEmpty() || !scope.team().isEmpty();
    Optional<Basis> basis =
        attempt.cost() instanceof Cost.Priced cost ? Optional.of(cost.basis()) : Optional.empty();
    return new CallFact.Group(
        kind(attempt),
        attempt.source(),
        new Scope(
            scope.key(),
            scope.service(),
            scope.team(),
            "",
            user,
            "",
            told ? "" : scope.project(),
            Map.of()),
        attempt.call().provider(),
        attempt.call().endpoint(),
        attempt.call().modelServed(),
        basis,
        1,
        attempt.metered().requests().orElse(1),
        attempt.metered().usage(),
        priced(attempt).orElse(Usd.ZERO),
        attempt.at(),
        attempt.at());
  }

  private static CallFact.Group plus(CallFact.Group one, CallFact.Group other) {
    return new CallFact.Group(
        one.kind(),
        one.source(),
        one.scope(),
        one.provider(),
        one.endpoint(),
        one.model(),
        one.basis(),
        one.rows() + other.rows(),
        one.requests() + other.requests(),
        one.usage().plus(other.usage()),
        one.usd().plus(other.usd()),
        one.first().isBefore(other.first()) ? one.first() : other.first(),
        one.last().isAfter(other.last()) ? one.last() : other.last());
  }

  private void follow(List<Attempt> turns, List<CallFact> facts) {
    turns.sort(ORDER);
    List<Attempt> same = new ArrayList<>();
    for (int i = 1; i < turns.size(); i++) {
      Usage before = turns.get(i - 1).metered().usage();
      Attempt turn = turns.get(i);
      Usage usage = turn.metered().usage();
      Duration since = Duration.between(turns.get(i - 1).at(), turn.at());
      boolean grew = usage.totalInput() > before.totalInput();
      if (before.totalInput() >= limits.leastBefore()
          && grew
          && since.compareTo(limits.soon()) <= 0) {
        facts.add(
            new CallFact.FollowUp(
                purpose(turn),
                turn.at(),
                before.totalInput(),
                usage.totalInput(),
                usage.cacheRead() > 0));
      }
      if (i + 1 >= limits.late() && usage.totalInput() > limits.mostInput() && grew) {
        Usage merged = new Usage(usage.input(), usage.cacheRead(), 0, 0, usage.totalOutput(), 0);
        facts.add(new CallFact.LateTurn(purpose(turn), turn.at(), merged));
      }
      boolean soon =
          before.totalInput() >= limits.leastBefore() && since.compareTo(limits.soon()) <= 0;
      boolean late = i + 1 >= limits.late() && before.totalInput() > limits.mostInput();
      if (!grew && (soon || late)) {
        facts.add(new CallFact.Shorter(purpose(turn), soon, late));
      }
      boolean near =
          isNear(before.totalInput(), usage.totalInput())
              && isNear(before.totalOutput(), usage.totalOutput());
      if (near && since.compareTo(limits.ofRepeats()) <= 0) {
        same.add(turn);
      } else {
        repeats(same, facts);
      }
    }
    repeats(same, facts);
  }

  private static boolean isNear(long one, long other) {
    long apart = Math.abs(one - other);
    return apart <= 1 || apart <= Math.max(one, other) / 100.0;
  }

  private void repeats(List<Attempt> same, List<CallFact> facts) {
    if (same.size() + 1 >= LEAST_REPEATS) {
      Usd usd = Usd.ZERO;
      Optional<Basis> basis = Optional.empty();
      for (Attempt paid : same.subList(limits.free() - 1, same.size())) {
        if (paid.cost() instanceof Cost.Priced cost) {
          usd = usd.plus(cost.usd());
          basis = Optional.of(basis.map(cost.basis()::weaker).orElse(cost.basis()));
        }
      }
      Attempt first = same.getFirst();
      facts.add(
          new CallFact.Repeats(
              first.scope().session(),
              caller(first.scope()),
              first.call().modelServed(),
              same.size() + 1,
              usd,
              basis));
    }
    same.clear();
  }

  /// Every so many-th priced single call, in the order of time.
  List<String> sample(Set<CallFacts.Sold> models, int every) {
    List<Attempt> calls =
        all.stream()
            .filter(attempt -> kind(attempt) == CallFact.Kind.CALLS && priced(attempt).isPresent())
            .filter(attempt -> !attempt.isMirror())
            .filter(
                attempt ->
                    models.contains(
                        new CallFacts.Sold(
                            attempt.call().provider(), attempt.call().modelServed())))
            .sorted(ORDER)
            .toList();
    List<String> sample = new ArrayList<>();
    for (int i = 0; i < calls.size(); i += every) {
      Instant at = calls.get(i).at();
      Usage usage = calls.get(i).metered().usage();
      sample.add(at + " " + usage.totalInput() + " " + usage.totalOutput());
    }
    return sample;
  }
}
