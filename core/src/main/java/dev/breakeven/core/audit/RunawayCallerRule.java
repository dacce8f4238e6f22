package dev.breakeven.core.audit;

import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A caller whose last week cost several times what its weeks before did.
///
/// Whole weeks back from the last call are compared, so that a job of every Sunday is no surprise;
/// nor is what cost half as much in another week before the last two, such as at the end of a
/// month. A caller with fewer than two weeks of history is not judged.
final class RunawayCallerRule implements WasteRule {
  private static final int TIMES = 4;
  private static final Usd LEAST = Usd.ofDollars(10);
  private static final int LEAST_WEEKS = 2;
  private static final Hours WEEK = Hours.of(168);

  private final Map<String, TreeMap<Long, Usd>> daysOf = new HashMap<>();
  private Basis basis = Basis.INVOICE;
  private Instant last = Instant.MIN;

  @Override
  public String id() {
    return "runaway-caller";
  }

  @Override
  public void see(CallFact fact) {
    if (fact instanceof CallFact.Group group && group.kind() != CallFact.Kind.INVOICE_LINES) {
      see(group);
    }
  }

  private void see(CallFact.Group group) {
    last = group.last().isAfter(last) ? group.last() : last;
    String caller = Caller.of(group.scope());
    if (!caller.isEmpty() && group.basis().isPresent()) {
      basis = basis.weaker(group.basis().get());
      daysOf
          .computeIfAbsent(caller, _ -> new TreeMap<>())
          .merge(day(group.first()), group.usd(), Usd::plus);
    }
  }

  private static long day(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), Duration.ofDays(1).toSeconds());
  }

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    daysOf.forEach((caller, days) -> judge(caller, days).ifPresent(findings::add));
    return findings;
  }

  private Optional<Finding> judge(String caller, TreeMap<Long, Usd> days) {
    List<Usd> weeks = weeks(days);
    if (weeks.size() <= LEAST_WEEKS) {
      return Optional.empty();
    }
    Usd recent = weeks.getFirst();
    List<Usd> before = weeks.subList(1, weeks.size()).stream().sorted().toList();
    Usd usual = before.get(before.size() / 2);
    Usd excess = recent.minus(usual);
    boolean habit =
        weeks.subList(2, weeks.size()).stream()
            .anyMatch(week -> week.times(2).compareTo(recent) >= 0);
    if (habit || recent.compareTo(usual.times(TIMES)) < 0 || excess.compareTo(LEAST) < 0) {
      return Optional.empty();
    }
    Ratio weeksAMonth = Hours.MONTH.value().dividedBy(WEEK.value());
    return Optional.of(
        new Finding(
            id(),
            caller,
            Optional.of(excess.times(weeksAMonth)),
            basis,
            Finding.Confidence.MEDIUM,
            List.of(
                "%s in its last 7 days, %s in the usual week of the %,d before"
                    .formatted(Amounts.dollars(recent), Amounts.dollars(usual), before.size())),
            "Ask its owner what changed; cap it with a budget"));
  }

  /// What whole weeks cost, the last one first. A day that a week begins or ends in counts for each
  /// in proportion.
  private List<Usd> weeks(TreeMap<Long, Usd> days) {
    long today = day(last);
    long second = Math.floorMod(last.getEpochSecond(), Duration.ofDays(1).toSeconds());
    Ratio begun = Ratio.of(second, Duration.ofDays(1).toSeconds());
    List<Usd> weeks = new ArrayList<>();
    for (long to = today; to - 7 >= days.firstKey(); to -= 7) {
      Usd end = days.getOrDefault(to, Usd.ZERO);
      Usd whole = days.subMap(to - 6, to).values().stream().reduce(Usd.ZERO, Usd::plus);
      Usd start = days.getOrDefault(to - 7, Usd.ZERO).times(Ratio.ONE.minus(begun));
      weeks.add(whole.plus(start).plus(to == today ? end : end.times(begun)));
    }
    return weeks;
  }
}
