package dev.breakeven.core.ledger;

import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sums of attempts: a row for each group, the dearest first, and the totals.
///
/// `open` counts attempts that were opened in the period and not closed; `reserved` is what they
/// may cost at worst and is part of no row.
public record UsageReport(List<Dimension> by, List<Row> rows, Row totals, long open, Usd reserved) {
  /// The sums of one group. `tokens` leaves out the `withoutUsage` attempts, whose tokens nobody
  /// knows; `usd` leaves out the `unpriced` ones and holds only the bases that occur.
  public record Row(
      List<String> group,
      long attempts,
      long withoutUsage,
      Usage tokens,
      Map<Basis, Usd> usd,
      long unpriced,
      Optional<Percentiles> ttft,
      Optional<Percentiles> duration) {
    public Row {
      group = List.copyOf(group);
      Map<Basis, Usd> sorted = new EnumMap<>(Basis.class);
      sorted.putAll(usd);
      usd = Collections.unmodifiableMap(sorted);
    }
  }

  /// Milliseconds, of the `count` attempts for which somebody measured.
  public record Percentiles(long count, long p50, long p95, long p99) {}

  public UsageReport {
    by = List.copyOf(by);
    rows = List.copyOf(rows);
  }
}
