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
/// Whole weeks are compared, so that a job of every Sunday is no surprise. A caller with fewer than
/// two weeks of history is not judged.
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
    long end = day(last) + 1;
    List<Usd> weeks = new ArrayList<>();
    long first = days.firstKey();
    for (long to = end; to - 7 >= first; to -= 7) {
      weeks.add(days.subMap(to - 7, to).values().stream().reduce(Usd.ZERO, Usd::plus));
    }
    if (weeks.size() <= LEAST_WEEKS) {
      return Optional.empty();
    }
    Usd recent = weeks.getFirst();
    List<Usd> before = weeks.subList(1, weeks.size()).stream().sorted().toList();
    Usd usual = before.get(before.size() / 2);
    Usd excess = recent.minus(usual);
    if (recent.compareTo(usual.times(TIMES)) < 0 || excess.compareTo(LEAST) < 0) {
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
}
