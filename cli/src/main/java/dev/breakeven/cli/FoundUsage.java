package dev.breakeven.cli;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.CallLog;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.usage.source.UsageReceiver;
import dev.breakeven.wire.report.InsightDocument.Billed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Keeps the calls and the amounts on bills that were found, without a ledger.
///
/// What no call can be is left out and counted: it would stand for all the others.
final class FoundUsage implements UsageReceiver {
  private static final long MOST_TOKENS = 100_000_000;
  private static final long MOST_TOKENS_OF_SUM = 1_000_000_000_000L;
  private static final Usd MOST_USD = Usd.ofDollars(1_000_000);
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);

  private final ListPrices prices;
  private final Instant latest;
  private final CallLog log = new CallLog();
  private final Map<String, InvoiceLine> bills = new LinkedHashMap<>();
  private final Intake problems = new Intake();

  /// `now` is the time of this machine, which no call is much later than.
  FoundUsage(ListPrices prices, Instant now) {
    this.prices = prices;
    this.latest = now.plus(CLOCK_SKEW);
  }

  CallLog log() {
    return log;
  }

  List<Intake.Problem> problems() {
    return problems.problems();
  }

  @Override
  public void attempt(Attempt attempt) {
    if (isPlausible(attempt)) {
      log.add(prices.apply(attempt));
    }
  }

  @Override
  public void replacement(Attempt attempt) {
    if (isPlausible(attempt)) {
      log.put(prices.apply(attempt));
    }
  }

  private boolean isPlausible(Attempt attempt) {
    long most = attempt.metered().isSum() ? MOST_TOKENS_OF_SUM : MOST_TOKENS;
    if (attempt.metered().usage().total().count() > most) {
      problems.reject("a call of over %,d tokens".formatted(most), attempt.id().request());
      return false;
    }
    if (attempt.cost() instanceof Cost.Priced priced && priced.usd().compareTo(MOST_USD) > 0) {
      problems.reject("a call of over $1,000,000", attempt.id().request());
      return false;
    }
    if (attempt.at().isAfter(latest)) {
      problems.reject("a call in the future", attempt.id().request());
      return false;
    }
    return true;
  }

  @Override
  public void invoice(InvoiceLine line) {
    bills.put(line.id(), line);
  }

  @Override
  public void replacement(InvoiceLine line) {
    bills.put(line.id(), line);
  }

  List<Billed> billed() {
    Map<String, Billed> bySource = new TreeMap<>();
    for (InvoiceLine line : bills.values()) {
      bySource.merge(
          line.source(),
          new Billed(line.source(), line.usd(), line.from(), line.to()),
          (one, other) ->
              new Billed(
                  one.source(),
                  one.usd().plus(other.usd()),
                  one.from().isBefore(other.from()) ? one.from() : other.from(),
                  one.to().isAfter(other.to()) ? one.to() : other.to()));
    }
    return new ArrayList<>(bySource.values());
  }
}
