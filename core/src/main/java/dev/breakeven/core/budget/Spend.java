package dev.breakeven.core.budget;

import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.units.Usd;

/// What a period cost, as far as it is known: `usd` leaves out the `unpriced` of all `calls`.
///
/// `calls` has those behind a provider's sums too, but for `uncounted` sums of which nobody says
/// how many there were. `judged` calls have an outcome, `resolved` of them the outcome [#RESOLVED].
public record Spend(
    Usd usd, long calls, long uncounted, long unpriced, long judged, long resolved) {
  public static final String RESOLVED = "resolved";

  /// The spend of a report that is grouped by outcome alone.
  public static Spend ofOutcomes(UsageReport report) {
    long judged = 0;
    long resolved = 0;
    for (UsageReport.Row row : report.rows()) {
      String outcome = row.group().getFirst();
      judged += outcome.isEmpty() ? 0 : row.calls();
      resolved += outcome.equals(RESOLVED) ? row.calls() : 0;
    }
    UsageReport.Row totals = report.totals();
    return new Spend(
        sum(totals), totals.calls(), totals.uncounted(), totals.unpriced(), judged, resolved);
  }

  /// The amounts of a row, of every basis.
  public static Usd sum(UsageReport.Row row) {
    return row.usd().values().stream().reduce(Usd.ZERO, Usd::plus);
  }
}
