package dev.breakeven.store;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Attempts summed by all that a question is asked by, and by day: thousands of rows where there
/// are millions, and the same sums.
///
/// `charges` stand as they are, so that what rows with charges say can be read off. `who` is the
/// user where no service is named. Sums are decimals, which Parquet keeps whole.
final class DaySums {
  private static final List<Column> NAMES =
      List.of(
          Column.SOURCE,
          Column.KEY,
          Column.SERVICE,
          Column.TEAM,
          Column.TENANT,
          Column.PROJECT,
          Column.MODEL_ASKED,
          Column.MODEL_SERVED,
          Column.PROVIDER,
          Column.ENDPOINT,
          Column.COST_BASIS,
          Column.CHARGES,
          Column.OUTCOME);

  /// The token classes, in the order of a usage.
  static final List<Column> CLASSES =
      List.of(
          Column.INPUT,
          Column.CACHE_READ,
          Column.CACHE_WRITE_5M,
          Column.CACHE_WRITE_1H,
          Column.OUTPUT,
          Column.REASONING);

  private DaySums() {}

  /// SQL of the sums over `attempts`, SQL too. `empty` says that a row has no tokens, `n` how many
  /// rows there are, `with_usage` and `priced` of how many of them that is known.
  static String of(String attempts) {
    String names = NAMES.stream().map(Column::sql).collect(Collectors.joining(", "));
    String tokens = CLASSES.stream().map(Column::sql).collect(Collectors.joining(", "));
    String sums =
        Stream.concat(
                CLASSES.stream().map(column -> sum(column, "sum_" + column.key())),
                Stream.of(sum(Column.COST_NANOS, "cost")))
            .collect(Collectors.joining(", "));
    return """
    SELECT %s, if(service = '', "user", '') AS who, CAST("at" AS DATE) AS day,
      coalesce(greatest(%s), 0) = 0 AS empty, count(*) AS n, count(input) AS with_usage,
      count(cost_nanos) AS priced, %s, min("at") AS first, max("at") AS last
    FROM (%s) GROUP BY ALL"""
        .formatted(names, tokens, sums, attempts);
  }

  private static String sum(Column column, String name) {
    return "CAST(sum(" + column.sql() + ") AS DECIMAL(38, 0)) AS " + name;
  }
}
