package dev.breakeven.store;

import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.ledger.UsageReport.Latency;
import dev.breakeven.core.ledger.UsageReport.Percentiles;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Sums attempts by DuckDB. Sums are 128 bits wide there and exact.
record UsageSql(Duck duck, String attempts, Optional<String> summed, UsageQuery query) {
  private static final List<Column> LATENCIES = List.of(Column.TTFT_MS, Column.DURATION_MS);
  private static final List<String> MEASURED = new ArrayList<>();

  /// The same, from [DaySums].
  private static final List<String> SUMMED = new ArrayList<>();

  static {
    MEASURED.addAll(
        List.of("count(*) AS n", "count(input) AS with_usage", "count(cost_nanos) AS priced"));
    MEASURED.add("sum(cost_nanos) AS cost");
    SUMMED.addAll(List.of("sum(n) AS n", "sum(with_usage) AS with_usage", "sum(priced) AS priced"));
    SUMMED.add("sum(cost) AS cost");
    for (Column column : DaySums.CLASSES) {
      MEASURED.add("sum(%s) AS sum_%s".formatted(column.sql(), column.key()));
      SUMMED.add("sum(sum_%s) AS sum_%s".formatted(column.key(), column.key()));
    }
  }

  private static final List<String> MODELS =
      List.of(Column.MODEL_SERVED.sql(), Column.MODEL_ASKED.sql());

  /// The sum of the known tokens of all classes, over the rows of `filter`; 128 bits wide.
  static String allTokens(String filter) {
    return DaySums.CLASSES.stream()
        .map(column -> "coalesce(sum(%s) %s, 0)".formatted(column.sql(), filter))
        .collect(Collectors.joining(" + "));
  }

  UsageReport run(List<Opening> open) {
    List<Row> rows = sums();
    Map<List<String>, Charged> charged = charged();
    rows.replaceAll(row -> charged.getOrDefault(row.group(), Charged.NONE).added(row));
    Row totals = rows.stream().reduce(Row.none(), Row::plus);
    if (query.latency()) {
      Map<List<String>, Latency> latencies = latencies(query.by());
      Latency none = new Latency(Optional.empty(), Optional.empty());
      rows.replaceAll(row -> row.with(latencies.getOrDefault(row.group(), none)));
      totals = totals.with(latencies(List.of()).getOrDefault(List.of(), none));
    }
    rows.sort(
        Comparator.comparing(Row::allUsd)
            .reversed()
            .thenComparing(row -> String.join("\0", row.group())));
    Usd reserved = open.stream().map(Opening::reserved).reduce(Usd.ZERO, Usd::plus);
    return new UsageReport(
        query.by(), query.by().isEmpty() ? List.of() : rows, totals, open.size(), reserved);
  }

  /// One pass over the columns themselves, then a few rows more to the groups that were asked for.
  private List<Row> sums() {
    List<String> raw = new ArrayList<>(List.of(Column.COST_BASIS.sql()));
    query.by().forEach(dimension -> raw.addAll(columns(dimension)));
    if (summed.isPresent()) {
      raw.replaceAll(column -> column.endsWith(" AS day") ? "day" : column);
    }
    List<String> inner = new ArrayList<>(new LinkedHashSet<>(raw));
    inner.addAll(summed.isPresent() ? SUMMED : MEASURED);
    List<String> outer = new ArrayList<>(query.by().stream().map(UsageSql::named).toList());
    outer.addAll(List.of("sum(n)", "sum(n - with_usage)", "sum(n - priced)"));
    DaySums.CLASSES.forEach(column -> outer.add("sum(sum_" + column.key() + ")"));
    for (Basis basis : Basis.values()) {
      outer.add("sum(cost) FILTER (cost_basis = " + Duck.text(basis.toString()) + ")");
    }
    List<Row> rows = new ArrayList<>();
    duck.query(
        "SELECT %s FROM (SELECT %s FROM (%s) GROUP BY ALL) GROUP BY ALL"
            .formatted(String.join(", ", outer), String.join(", ", inner), summed.orElse(attempts)),
        row -> rows.add(row(row, query.by().size())));
    return rows;
  }

  private static Row row(ResultSet row, int groups) throws SQLException {
    int at = groups + 1;
    long attempts = sum(row, at++).orElse(0L);
    long withoutUsage = sum(row, at++).orElse(0L);
    long unpriced = sum(row, at++).orElse(0L);
    long[] counts = new long[DaySums.CLASSES.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = sum(row, at++).orElse(0L);
    }
    Map<Basis, Usd> usd = new EnumMap<>(Basis.class);
    for (Basis basis : Basis.values()) {
      sum(row, at++).ifPresent(nanos -> usd.put(basis, new Usd(nanos)));
    }
    return new Row(
        group(row, groups),
        attempts,
        attempts,
        0,
        withoutUsage,
        new Usage(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]),
        usd,
        Optional.empty(),
        unpriced,
        Optional.empty(),
        Optional.empty());
  }

  /// What the few rows with charges say of a group: `calls` and `unpriced` are those beyond one a
  /// row, `uncounted` sums of nobody knows how many, `bills` lines of bills, which add up to
  /// `billed`.
  private record Charged(
      long calls, long uncounted, long unpriced, long bills, Optional<Usd> billed) {
    private static final Charged NONE = new Charged(0, 0, 0, 0, Optional.empty());

    /// Takes the lines of bills out of what is a call, and counts the calls behind sums.
    Row added(Row row) {
      Map<Basis, Usd> usd = new EnumMap<>(Basis.class);
      usd.putAll(row.usd());
      billed.ifPresent(
          amount -> usd.computeIfPresent(Basis.INVOICE, (_, all) -> all.minus(amount)));
      if (bills == row.attempts() || usd.getOrDefault(Basis.INVOICE, Usd.ZERO).equals(Usd.ZERO)) {
        usd.remove(Basis.INVOICE);
      }
      return new Row(
          row.group(),
          row.attempts() - bills,
          row.calls() + calls,
          uncounted,
          row.withoutUsage(),
          row.tokens(),
          usd,
          billed,
          row.unpriced() + unpriced,
          Optional.empty(),
          Optional.empty());
    }
  }

  private Map<List<String>, Charged> charged() {
    boolean sums = summed.isPresent();
    List<String> selected =
        new ArrayList<>(
            query.by().stream().map(sums ? UsageSql::named : UsageSql::expression).toList());
    String n = sums ? "n" : "1";
    String unpriced = sums ? "n - priced" : "if(cost_nanos IS NULL, 1, 0)";
    String requests = "coalesce(CAST(charges->>'$.%s' AS BIGINT), 1)".formatted(Metered.REQUESTS);
    String billed = "charges->>'$.%s'".formatted(Metered.BILLED);
    selected.add("sum(%s * (%s - 1))".formatted(n, requests));
    selected.add("sum(%s) FILTER (%s = 0 AND %s IS NULL)".formatted(n, requests, billed));
    selected.add("sum((%s) * (greatest(%s, 1) - 1))".formatted(unpriced, requests));
    selected.add("sum(%s) FILTER ((%s) IS NOT NULL)".formatted(n, billed));
    selected.add(
        "sum(%s) FILTER ((%s) IS NOT NULL)".formatted(sums ? "cost" : "cost_nanos", billed));
    Map<List<String>, Charged> charged = new HashMap<>();
    int groups = query.by().size();
    duck.query(
        "SELECT %s FROM (%s) WHERE charges <> '' GROUP BY ALL"
            .formatted(String.join(", ", selected), summed.orElse(attempts)),
        row ->
            charged.put(
                group(row, groups),
                new Charged(
                    sum(row, groups + 1).orElse(0L),
                    sum(row, groups + 2).orElse(0L),
                    sum(row, groups + 3).orElse(0L),
                    sum(row, groups + 4).orElse(0L),
                    sum(row, groups + 5).map(Usd::new))));
    return charged;
  }

  private static List<String> group(ResultSet row, int groups) throws SQLException {
    List<String> group = new ArrayList<>();
    for (int at = 1; at <= groups; at++) {
      group.add(String.valueOf(row.getString(at)));
    }
    return group;
  }

  /// A sum beyond a long throws `ArithmeticException`: there are not that many dollars or tokens.
  private static Optional<Long> sum(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getBigDecimal(column)).map(BigDecimal::longValueExact);
  }

  private Map<List<String>, Latency> latencies(List<UsageQuery.Dimension> by) {
    List<String> selected = new ArrayList<>();
    by.forEach(dimension -> selected.add(expression(dimension)));
    for (Column column : LATENCIES) {
      selected.add("count(" + column.sql() + ")");
      selected.add("quantile_disc(" + column.sql() + ", [0.5, 0.95, 0.99])");
    }
    Map<List<String>, Latency> latencies = new HashMap<>();
    duck.query(
        "SELECT %s FROM (%s) GROUP BY ALL".formatted(String.join(", ", selected), attempts),
        row ->
            latencies.put(
                group(row, by.size()),
                new Latency(percentiles(row, by.size() + 1), percentiles(row, by.size() + 3))));
    return latencies;
  }

  private static Optional<Percentiles> percentiles(ResultSet row, int column) throws SQLException {
    long count = row.getLong(column);
    if (count == 0) {
      return Optional.empty();
    }
    Object[] values = (Object[]) row.getArray(column + 1).getArray();
    return Optional.of(
        new Percentiles(
            count,
            ((Number) values[0]).longValue(),
            ((Number) values[1]).longValue(),
            ((Number) values[2]).longValue()));
  }

  /// Whether [DaySums] tell attempts apart by these.
  static boolean isSummed(List<UsageQuery.Dimension> by) {
    return by.stream()
        .allMatch(
            dimension ->
                switch (dimension) {
                  case SESSION, TAG, PRICES -> false;
                  case MODEL,
                      PROVIDER,
                      SERVICE,
                      TEAM,
                      TENANT,
                      KEY,
                      PROJECT,
                      SOURCE,
                      OUTCOME,
                      DAY,
                      BASIS ->
                      true;
                });
  }

  /// What is read for a dimension.
  private static List<String> columns(UsageQuery.Dimension dimension) {
    return switch (dimension) {
      case MODEL -> MODELS;
      case DAY -> List.of(expression(dimension) + " AS day");
      case TAG -> List.of(Column.TAGS.sql());
      case PROVIDER, SERVICE, TEAM, TENANT, KEY, SESSION, PROJECT, SOURCE, OUTCOME, BASIS, PRICES ->
          List.of(expression(dimension));
    };
  }

  /// The dimension over what [#columns] reads.
  private static String named(UsageQuery.Dimension dimension) {
    return dimension == UsageQuery.Dimension.DAY ? "day" : expression(dimension);
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
      case TAG -> "coalesce(nullif(%s, '')->>'$.%s', '')".formatted(Column.TAGS.sql(), Scope.TAG);
      case PROJECT -> Column.PROJECT.sql();
      case SOURCE -> Column.SOURCE.sql();
      case OUTCOME -> Column.OUTCOME.sql();
      case BASIS -> Column.COST_BASIS.sql();
      case PRICES -> Column.PRICE_VERSION.sql();
      case DAY -> "CAST(\"at\" AS DATE)";
    };
  }
}
