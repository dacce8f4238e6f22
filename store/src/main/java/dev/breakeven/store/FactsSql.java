package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.CallFacts;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;

/// Finds facts on calls by DuckDB: groups by one pass over the columns, turns by a window over each
/// conversation. Names stay behind: what many rows carry is a hash of them.
final class FactsSql implements CallFacts {
  /// The rows that a window may hold at a time, about 100 bytes each.
  private static final long A_PART = 2_500_000;

  private static final String INPUT = "(input + cache_read + cache_write_5m + cache_write_1h)";
  private static final String OUTPUT = "(\"output\" + reasoning)";
  private static final String REQUESTS =
      "CAST(charges->>'$.%s' AS BIGINT)".formatted(Metered.REQUESTS);
  private static final String KIND =
      """
      CASE WHEN charges <> '' AND (charges->>'$.%s') IS NOT NULL THEN 'INVOICE_LINES'
        WHEN charges <> '' AND (charges->>'$.%s') IS NOT NULL THEN 'SUMS'
        WHEN coalesce(%s + %s, 0) = 0 THEN 'EMPTY' ELSE 'CALLS' END"""
          .formatted(Metered.BILLED, Metered.REQUESTS, INPUT, OUTPUT);
  private static final String IS_SINGLE = KIND + " IN ('CALLS', 'EMPTY')";
  private static final String CALLER =
      "coalesce(nullif(\"key\", ''), nullif(service, ''), nullif(\"user\", ''),"
          + " nullif(team, ''), project)";
  private static final String PURPOSE =
      "coalesce(nullif(service, ''), " + CALLER + "), provider, model_served";
  private static final String CONVERSATION = hash("source, \"session\", model_served");
  private static final String BASIS =
      Arrays.stream(Basis.values())
          .map(basis -> Duck.text(basis.toString()))
          .collect(
              Collectors.joining(
                  ", ", "if(cost_nanos IS NULL, NULL, list_position([", "], cost_basis) - 1)"));

  private static final List<Column> CLASSES =
      List.of(
          Column.INPUT,
          Column.CACHE_READ,
          Column.CACHE_WRITE_5M,
          Column.CACHE_WRITE_1H,
          Column.OUTPUT,
          Column.REASONING);

  private final Duck duck;
  private final String attempts;
  private final long rows;

  private FactsSql(Duck duck, String attempts, long rows) {
    this.duck = duck;
    this.attempts = attempts;
    this.rows = rows;
  }

  /// Facts on `attempts`, a query, of about so many `rows`.
  static FactsSql of(Duck duck, String attempts, long rows, ListPrices prices) {
    return new FactsSql(duck, priced(duck, attempts, prices), rows);
  }

  /// The attempts, with a price where `prices` has one and the ledger has none.
  private static String priced(Duck duck, String attempts, ListPrices prices) {
    String without = "cost_nanos IS NULL AND usage_state <> 'absent'";
    String alike =
        CLASSES.stream()
            .map(column -> "(%s > 0)::BIGINT".formatted(column.sql()))
            .collect(Collectors.joining(", ", "provider, model_served, ", ""));
    List<String> open = new ArrayList<>();
    duck.query(
        "SELECT DISTINCT %s FROM (%s) WHERE %s".formatted(alike, attempts, without),
        row -> {
          Usage usage =
              new Usage(
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getLong(6),
                  row.getLong(7),
                  row.getLong(8));
          if (prices.mayPrice(row.getString(1), row.getString(2), usage)) {
            open.add(
                "(%s, %s, %d, %d, %d, %d, %d, %d)"
                    .formatted(
                        Duck.text(row.getString(1)),
                        Duck.text(row.getString(2)),
                        usage.input(),
                        usage.cacheRead(),
                        usage.cacheWrite5m(),
                        usage.cacheWrite1h(),
                        usage.output(),
                        usage.reasoning()));
          }
        });
    if (open.isEmpty()) {
      return attempts;
    }
    String apart = "%s AND (%s) IN (%s)".formatted(without, alike, String.join(", ", open));
    duck.execute("CREATE OR REPLACE TABLE priced (" + Column.definitions() + ")");
    try (DuckDBAppender appender = duck.appender("priced")) {
      DuckCells.Sink sink = new DuckCells.Sink(appender);
      duck.query(
          "SELECT %s FROM (%s) WHERE %s".formatted(DuckCells.SELECTION, attempts, apart),
          row -> {
            Attempt attempt = AttemptCells.read(new DuckCells.Source(row));
            appender.beginRow();
            AttemptCells.write(prices.apply(attempt), sink);
            appender.endRow();
          });
    } catch (SQLException e) {
      throw Duck.failure(e);
    }
    return "SELECT %s FROM (%s) WHERE NOT (%s) UNION ALL SELECT %s FROM priced"
        .formatted(Column.names(), attempts, apart, Column.names());
  }

  private static String isOneOf(Iterable<Sold> models) {
    List<String> pairs = new ArrayList<>();
    models.forEach(
        sold ->
            pairs.add("(%s, %s)".formatted(Duck.text(sold.provider()), Duck.text(sold.model()))));
    return "(provider, model_served) IN (" + String.join(", ", pairs) + ")";
  }

  @Override
  public void each(CallFact.Limits limits, Consumer<CallFact> receiver) {
    groups(receiver);
    answers(receiver);
    sizes(receiver);
    turns(limits, receiver);
  }

  private void groups(Consumer<CallFact> receiver) {
    String alike =
        "kind, source, \"key\", service, team, u, p, provider, endpoint, model_served, basis";
    duck.query(
        """
        SELECT %s, count(*) AS n, sum(requests), sum(input), sum(cache_read), sum(cache_write_5m),
          sum(cache_write_1h), sum("output"), sum(reasoning), sum(cost_nanos),
          epoch_us(min("at")), epoch_us(max("at"))
        FROM (SELECT *, %s AS kind, if(cost_nanos IS NULL, '', cost_basis) AS basis,
          if(service = '', "user", '') AS u,
          if(service = '' AND "user" = '' AND team = '', project, '') AS p,
          if(charges = '', 1, coalesce(nullif(%s, 0), 1)) AS requests, "at"::DATE AS d
          FROM (%s))
        GROUP BY %s, d ORDER BY n DESC, %s, d"""
            .formatted(alike, KIND, REQUESTS, attempts, alike, alike),
        row -> receiver.accept(group(row)));
  }

  private static CallFact.Group group(ResultSet row) throws SQLException {
    String basis = row.getString(11);
    return new CallFact.Group(
        CallFact.Kind.valueOf(row.getString(1)),
        row.getString(2),
        new Scope(
            row.getString(3),
            row.getString(4),
            row.getString(5),
            "",
            row.getString(6),
            "",
            row.getString(7),
            Map.of()),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        basis.isEmpty() ? Optional.empty() : Optional.of(AttemptCells.basis(basis)),
        row.getLong(12),
        sum(row, 13),
        new Usage(
            sum(row, 14), sum(row, 15), sum(row, 16), sum(row, 17), sum(row, 18), sum(row, 19)),
        new Usd(sum(row, 20)),
        AttemptCells.instant(row.getLong(21)),
        AttemptCells.instant(row.getLong(22)));
  }

  /// 0 where nothing was known; beyond a long it throws, there are not that many dollars or tokens.
  private static long sum(ResultSet row, int column) throws SQLException {
    BigDecimal sum = row.getBigDecimal(column);
    return sum == null ? 0 : sum.longValueExact();
  }

  private void answers(Consumer<CallFact> receiver) {
    duck.query(
        """
        SELECT %s, floor(log2(greatest(1, %s)))::INTEGER AS d, %s AS o, count(*) FROM (%s)
        WHERE %s > 0 AND %s = 'CALLS' GROUP BY ALL"""
            .formatted(PURPOSE, INPUT, OUTPUT, attempts, OUTPUT, KIND),
        row ->
            receiver.accept(
                new CallFact.Answers(
                    purpose(row, 1), row.getInt(4), row.getLong(5), row.getLong(6))));
  }

  private void sizes(Consumer<CallFact> receiver) {
    String tokens = INPUT + " + " + OUTPUT;
    duck.query(
        """
        SELECT model_served, if(%s <= 1, 0, 1 + floor(log2(%s - 1)))::INTEGER, count(*)
        FROM (%s) WHERE %s AND %s GROUP BY ALL"""
            .formatted(tokens, tokens, attempts, "usage_state <> 'absent'", IS_SINGLE),
        row ->
            receiver.accept(new CallFact.Sizes(row.getString(1), row.getInt(2), row.getLong(3))));
  }

  private static CallFact.Purpose purpose(ResultSet row, int at) throws SQLException {
    return new CallFact.Purpose(row.getString(at), row.getString(at + 1), row.getString(at + 2));
  }

  private void turns(CallFact.Limits limits, Consumer<CallFact> receiver) {
    Map<Long, CallFact.Purpose> purposes = new HashMap<>();
    duck.query(
        "SELECT DISTINCT %s, %s FROM (%s)".formatted(hash(PURPOSE), PURPOSE, attempts),
        row -> purposes.put(row.getLong(1), purpose(row, 2)));
    long parts = Math.ceilDiv(rows, A_PART);
    for (long part = 0; part < parts; part++) {
      select(limits, "%s %% %d = %d".formatted(hash("\"session\""), parts, part));
      followUps(purposes, receiver);
      shorter(purposes, receiver);
      late(purposes, receiver);
      repeats(limits, receiver);
    }
    duck.execute("DROP TABLE IF EXISTS turn");
  }

  private static String hash(String columns) {
    return "CAST(hash(" + columns + ") >> 1 AS BIGINT)";
  }

  /// Fills the table `turn`; `b` is the turn before.
  private void select(CallFact.Limits limits, String part) {
    String soon =
        "bi >= %d AND t - bt <= %d".formatted(limits.leastBefore(), micros(limits.soon()));
    String follows = soon + " AND i > bi";
    String late = "n >= %d AND i > %d AND i > bi".formatted(limits.late(), limits.mostInput());
    String repeats =
        "t - bt <= %d AND %s AND %s"
            .formatted(micros(limits.ofRepeats()), isNear("i", "bi"), isNear("o", "bo"));
    duck.execute(
        """
        CREATE OR REPLACE TABLE turn AS
        SELECT *, %s AS follows, %s AS late, coalesce(%s, false) AS repeats,
          %s AND i <= bi AS shorter_soon, n >= %d AND bi > %d AND i <= bi AS shorter_late FROM (
          SELECT *, row_number() OVER x AS n, lag(t) OVER x AS bt, lag(i) OVER x AS bi,
            lag(o) OVER x AS bo
          FROM (SELECT %s AS c, %s AS p, epoch_us("at") AS t, %s AS i, %s AS o, input, cache_read,
              cache_write_5m, cache_write_1h, cost_nanos, %s AS basis
            FROM (%s) WHERE "session" <> '' AND usage_state <> 'absent' AND %s AND %s)
          WINDOW x AS (PARTITION BY c ORDER BY t, i, o, cache_read, cost_nanos))
        WHERE follows OR late OR repeats OR shorter_soon OR shorter_late"""
            .formatted(
                follows,
                late,
                repeats,
                soon,
                limits.late(),
                limits.mostInput(),
                CONVERSATION,
                hash(PURPOSE),
                INPUT,
                OUTPUT,
                BASIS,
                attempts,
                IS_SINGLE,
                part));
  }

  private static long micros(Duration span) {
    return TimeUnit.MICROSECONDS.convert(span);
  }

  private static String isNear(String one, String other) {
    return "abs(%s - %s) * 100 <= greatest(100, %s, %s)".formatted(one, other, one, other);
  }

  private void followUps(Map<Long, CallFact.Purpose> purposes, Consumer<CallFact> receiver) {
    duck.query(
        """
        SELECT p, max(t), max(bi), max(i), true, count(*) FROM turn
        WHERE follows AND cache_read > 0 GROUP BY p
        UNION ALL SELECT p, t, bi, i, false, 1 FROM turn WHERE follows AND cache_read = 0""",
        row ->
            receiver.accept(
                new CallFact.FollowUp(
                    purposes.get(row.getLong(1)),
                    AttemptCells.instant(row.getLong(2)),
                    row.getLong(3),
                    row.getLong(4),
                    row.getBoolean(5),
                    row.getLong(6))));
  }

  private void shorter(Map<Long, CallFact.Purpose> purposes, Consumer<CallFact> receiver) {
    duck.query(
        """
        SELECT p, count(*) FILTER (shorter_soon), count(*) FILTER (shorter_late) FROM turn
        WHERE shorter_soon OR shorter_late GROUP BY p""",
        row ->
            receiver.accept(
                new CallFact.Shorter(
                    purposes.get(row.getLong(1)), row.getLong(2), row.getLong(3))));
  }

  private void late(Map<Long, CallFact.Purpose> purposes, Consumer<CallFact> receiver) {
    duck.query(
        """
        SELECT p, t, input, cache_read, cache_write_5m, cache_write_1h FROM turn WHERE late""",
        row ->
            receiver.accept(
                new CallFact.LateTurn(
                    purposes.get(row.getLong(1)),
                    AttemptCells.instant(row.getLong(2)),
                    new Usage(
                        row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), 0, 0))));
  }

  /// Turns that repeat have numbers in a row as long as they do.
  private void repeats(CallFact.Limits limits, Consumer<CallFact> receiver) {
    duck.execute(
        """
            CREATE OR REPLACE TABLE run AS
            SELECT c, count(*) + 1 AS calls, sum(cost_nanos) FILTER (k >= %d) AS usd,
              max(basis) FILTER (k >= %d) AS basis
            FROM (SELECT *, row_number() OVER (PARTITION BY c, first ORDER BY n) AS k
              FROM (SELECT *, n - row_number() OVER (PARTITION BY c ORDER BY n) AS first
                FROM turn WHERE repeats))
            GROUP BY c, first HAVING calls >= %d"""
            .formatted(limits.free(), limits.free(), limits.leastRepeats()));
    if (duck.number("SELECT count(*) FROM run") == 0) {
      return;
    }
    duck.query(
        """
        SELECT s, who, m, calls, usd, basis FROM run JOIN (
          SELECT %s AS c, any_value("session") AS s, any_value(model_served) AS m,
            min_by(%s, {'t': "at", 'who': %s}) AS who
          FROM (%s) WHERE %s IN (SELECT c FROM run) GROUP BY ALL) USING (c)"""
            .formatted(CONVERSATION, CALLER, CALLER, attempts, CONVERSATION),
        row ->
            receiver.accept(
                new CallFact.Repeats(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    new Usd(sum(row, 5)),
                    row.getString(6) == null
                        ? Optional.empty()
                        : Optional.of(Basis.values()[row.getInt(6)]))));
  }

  @Override
  public void sample(Set<Sold> models, long every, Sampled receiver) {
    duck.query(
        """
        SELECT t, i, o FROM (
          SELECT epoch_us("at") AS t, %s AS i, %s AS o, row_number() OVER (ORDER BY t, i, o) AS n
          FROM (%s) WHERE %s = 'CALLS' AND cost_nanos IS NOT NULL AND %s)
        WHERE (n - 1) %% %d = 0 ORDER BY n"""
            .formatted(INPUT, OUTPUT, attempts, KIND, isOneOf(models), every),
        row -> receiver.call(AttemptCells.instant(row.getLong(1)), row.getLong(2), row.getLong(3)));
  }
}
