package dev.breakeven.ask.tool;

import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// A month of traffic at the pace of the ledger's last 30 days and today, of the days that have
/// calls.
record LedgerTraffic(
    long tokensAMonth, Ratio share, Optional<String> today, LocalDate from, LocalDate to) {
  private static final Duration DAYS = Duration.ofDays(30);

  /// Empty when the ledger has no tokens in that time.
  static Optional<LedgerTraffic> of(Facts facts) {
    Optional<Instant> begin =
        Optional.of(facts.now().truncatedTo(ChronoUnit.DAYS).minus(DAYS)); // whole days are sums
    UsageReport days =
        facts.usage(new UsageQuery(List.of(Dimension.DAY), begin, Optional.empty(), false));
    long tokens = days.totals().tokens().total().count();
    if (tokens == 0) {
      return Optional.empty();
    }
    List<LocalDate> dates =
        days.rows().stream().map(row -> LocalDate.parse(row.group().getFirst())).sorted().toList();
    long span = ChronoUnit.DAYS.between(dates.getFirst(), dates.getLast()) + 1;
    Ratio month = Hours.MONTH.value().dividedBy(Ratio.of(24 * span)).times(tokens);
    UsageReport models =
        facts.usage(new UsageQuery(List.of(Dimension.MODEL), begin, Optional.empty(), false));
    Optional<String> dearest =
        models.rows().stream()
            .map(row -> row.group().getFirst())
            .filter(model -> facts.market().findApi(model).isPresent())
            .findFirst();
    return Optional.of(
        new LedgerTraffic(
            month.rounded().longValueExact(),
            Ratio.of(days.totals().tokens().totalOutput(), tokens),
            dearest,
            dates.getFirst(),
            dates.getLast()));
  }

  String volume() {
    return tokensAMonth + "/month";
  }

  String outputShare() {
    return share.decimal(6).toPlainString();
  }

  String describe() {
    return "traffic: %s tokens a month (%s output), at the pace of the ledger from %s to %s"
        .formatted(Cells.count(tokensAMonth), Cells.percent(share), from, to);
  }
}
