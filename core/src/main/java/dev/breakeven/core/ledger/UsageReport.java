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
import java.util.stream.Stream;

/// Sums of attempts: a row for each group, the dearest first, and the totals.
///
/// `open` counts attempts that were opened in the period and not closed; `reserved` is what they
/// may cost at worst and is part of no row.
public record UsageReport(List<Dimension> by, List<Row> rows, Row totals, long open, Usd reserved) {
  /// The sums of one group. `attempts` are rows of the ledger, `calls` the requests that they stand
  /// for, but for those behind the `uncounted` rows, of which nobody says how many. `tokens` leaves
  /// out the `withoutUsage` attempts, whose tokens nobody knows; `usd` leaves
  /// out the `unpriced` ones and holds only the bases that occur. `billed` is what lines of bills
  /// add up to, which are no attempts and part of nothing else here.
  public record Row(
      List<String> group,
      long attempts,
      long calls,
      long uncounted,
      long withoutUsage,
      Usage tokens,
      Map<Basis, Usd> usd,
      Optional<Usd> billed,
      long unpriced,
      Optional<Percentiles> ttft,
      Optional<Percentiles> duration) {
    public Row {
      group = List.copyOf(group);
      Map<Basis, Usd> sorted = new EnumMap<>(Basis.class);
      sorted.putAll(usd);
      usd = Collections.unmodifiableMap(sorted);
    }

    public static Row none() {
      return new Row(
          List.of(),
          0,
          0,
          0,
          0,
          Usage.NONE,
          Map.of(),
          Optional.empty(),
          0,
          Optional.empty(),
          Optional.empty());
    }

    /// Both rows in one, of no group and without percentiles, which do not add up.
    public Row plus(Row other) {
      Map<Basis, Usd> both = new EnumMap<>(Basis.class);
      both.putAll(usd);
      other.usd.forEach((basis, amount) -> both.merge(basis, amount, Usd::plus));
      return new Row(
          List.of(),
          attempts + other.attempts,
          calls + other.calls,
          uncounted + other.uncounted,
          withoutUsage + other.withoutUsage,
          tokens.plus(other.tokens),
          both,
          Stream.concat(billed.stream(), other.billed.stream()).reduce(Usd::plus),
          unpriced + other.unpriced,
          Optional.empty(),
          Optional.empty());
    }

    public Row with(Latency latency) {
      return new Row(
          group,
          attempts,
          calls,
          uncounted,
          withoutUsage,
          tokens,
          usd,
          billed,
          unpriced,
          latency.ttft(),
          latency.duration());
    }

    /// What `usd` adds up to over all bases, for the order of rows; no figure of its own.
    public Usd allUsd() {
      return usd.values().stream().reduce(Usd.ZERO, Usd::plus);
    }
  }

  /// How long attempts took to their first token and in all; empty where nobody measured.
  public record Latency(Optional<Percentiles> ttft, Optional<Percentiles> duration) {}

  /// Milliseconds, of the `count` attempts for which somebody measured.
  public record Percentiles(long count, long p50, long p95, long p99) {}

  public UsageReport {
    by = List.copyOf(by);
    rows = List.copyOf(rows);
  }
}
