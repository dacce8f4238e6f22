package dev.breakeven.store;

import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.ledger.UsageReport.Percentiles;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Sums attempts by DuckDB. Sums are 128 bits wide there and exact.
record UsageSql(Duck duck, String attempts, UsageQuery query) {
  private static final List<Column> CLASSES =
      List.of(
          Column.INPUT,
          Column.CACHE_READ,
          Column.CACHE_WRITE_5M,
          Column.CACHE_WRITE_1H,
          Column.OUTPUT,
          Column.REASONING);
  private static final List<Column> LATENCIES = List.of(Column.TTFT_MS, Column.DURATION_MS);

  UsageReport run(List<Opening> open) {
    List<Row> rows = new ArrayList<>();
    if (!query.by().isEmpty()) {
      read(query.by(), rows);
      rows.sort(
          Comparator.comparing(UsageSql::usd)
              .reversed()
              .thenComparing(row -> String.join("\0", row.group())));
    }
    List<Row> totals = new ArrayList<>();
    read(List.of(), totals);
    Usd reserved = open.stream().map(Opening::reserved).reduce(Usd.ZERO, Usd::plus);
    return new UsageReport(query.by(), rows, totals.getFirst(), open.size(), reserved);
  }

  private static Usd usd(Row row) {
    return row.usd().values().stream().reduce(Usd.ZERO, Usd::plus);
  }

  private void read(List<UsageQuery.Dimension> by, List<Row> rows) {
    List<String> selected = new ArrayList<>(by.stream().map(UsageSql::expression).toList());
    String grouped =
        by.isEmpty()
            ? ""
            : " GROUP BY "
                + selected.stream()
                    .map(text -> Integer.toString(selected.indexOf(text) + 1))
                    .collect(Collectors.joining(", "));
    selected.add("count(*)");
    selected.add("count(*) FILTER (usage_state = 'absent')");
    CLASSES.forEach(column -> selected.add("sum(" + column.sql() + ")"));
    for (Basis basis : Basis.values()) {
      selected.add("sum(cost_nanos) FILTER (cost_basis = " + Duck.text(basis.toString()) + ")");
    }
    selected.add("count(*) FILTER (cost_nanos IS NULL)");
    if (query.latency()) {
      for (Column column : LATENCIES) {
        selected.add("count(" + column.sql() + ")");
        selected.add("quantile_disc(" + column.sql() + ", [0.5, 0.95, 0.99])");
      }
    }
    duck.query(
        "SELECT " + String.join(", ", selected) + " FROM (" + attempts + ")" + grouped,
        row -> rows.add(row(row, by.size())));
  }

  private Row row(ResultSet row, int groups) throws SQLException {
    List<String> group = new ArrayList<>();
    int at = 1;
    for (; at <= groups; at++) {
      group.add(String.valueOf(row.getString(at)));
    }
    long attempts = row.getLong(at++);
    long withoutUsage = row.getLong(at++);
    long[] counts = new long[CLASSES.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = sum(row, at++).map(BigDecimal::longValueExact).orElse(0L);
    }
    Usage tokens = new Usage(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    Map<Basis, Usd> usd = new EnumMap<>(Basis.class);
    for (Basis basis : Basis.values()) {
      sum(row, at++).ifPresent(nanos -> usd.put(basis, new Usd(nanos.longValueExact())));
    }
    long unpriced = row.getLong(at++);
    Optional<Percentiles> ttft = query.latency() ? percentiles(row, at) : Optional.empty();
    Optional<Percentiles> duration = query.latency() ? percentiles(row, at + 2) : Optional.empty();
    return new Row(group, attempts, withoutUsage, tokens, usd, unpriced, ttft, duration);
  }

  private static Optional<BigDecimal> sum(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getBigDecimal(column));
  }

  private static Optional<Percentiles> percentiles(ResultSet row, int column) throws SQLException {
    long count = row.getLong(column);
    if (count == 0) {
      return Optional.empty();
    }
    Array array = row.getArray(column + 1);
    Object[] values = (Object[]) array.getArray();
    return Optional.of(
        new Percentiles(
            count,
            ((Number) values[0]).longValue(),
            ((Number) values[1]).longValue(),
            ((Number) values[2]).longValue()));
  }

  private static String expression(UsageQuery.Dimension dimension) {
    return switch (dimension) {
      case MODEL -> "if(model_served = '', model_asked, model_served)";
      case PROVIDER -> Column.PROVIDER.sql();
      case SERVICE -> Column.SERVICE.sql();
      case TEAM -> Column.TEAM.sql();
      case TENANT -> Column.TENANT.sql();
      case KEY -> Column.KEY.sql();
      case SESSION -> Column.SESSION.sql();
      case PROJECT -> Column.PROJECT.sql();
      case SOURCE -> Column.SOURCE.sql();
      case OUTCOME -> Column.OUTCOME.sql();
      case DAY -> "CAST(\"at\" AS DATE)";
    };
  }
}
