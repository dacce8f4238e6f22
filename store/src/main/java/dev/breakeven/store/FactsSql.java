package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.CallFacts;
import dev.breakeven.core.ledger.Conversations;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;

/// Finds facts on calls by DuckDB: sums by a pass over the columns that they need. Turns come in
/// the order of time with little more than numbers: what they name is a hash, resolved apart.
final class FactsSql implements CallFacts {
  /// So many turns are sorted at a time.
  private static final long A_PART = 1_000_000;

  private static final String INPUT = "(input + cache_read + cache_write_5m + cache_write_1h)";
  private static final String OUTPUT = "(\"output\" + reasoning)";
  private static final String REQUESTS =
      "CAST(nullif(charges, '')->>'$.%s' AS BIGINT)".formatted(Metered.REQUESTS);
  private static final String KIND =
      """
      CASE WHEN nullif(charges, '')->>'$.%s' IS NOT NULL THEN 'INVOICE_LINES'
        WHEN nullif(charges, '')->>'$.%s' IS NOT NULL THEN 'SUMS'
        WHEN empty THEN 'EMPTY' ELSE 'CALLS' END"""
          .formatted(Metered.BILLED, Metered.REQUESTS);
  /// Of what somebody called for, not of copies for a mirror.
  private static final String IS_SINGLE =
      "(source <> '%s' AND (charges = '' OR charges->>'$.%s' IS NULL AND charges->>'$.%s' IS NULL))"
          .formatted(Attempt.MIRROR, Metered.BILLED, Metered.REQUESTS);

  private static final String CALLER =
      "coalesce(nullif(\"key\", ''), nullif(service, ''), nullif(\"user\", ''),"
          + " nullif(team, ''), project)";
  private static final String PURPOSE =
      "coalesce(nullif(service, ''), nullif(\"key\", ''), nullif(\"user\", ''), nullif(team, ''),"
          + " project), provider, model_served";
  private static final String NAMED = PURPOSE.replace("\"user\"", "who"); // in sums
  private static final String CONVERSATION = hash("source, \"session\", model_served");
  private static final String BASIS =
      Arrays.stream(Basis.values())
          .map(basis -> "WHEN '%s' THEN %d".formatted(basis, basis.ordinal()))
          .collect(Collectors.joining(" ", "CASE cost_basis ", " ELSE 0 END"));
  private static final Cost UNPRICED = new Cost.Unpriced("");

  private static final Basis[] BASES = Basis.values();

  private final Duck duck;
  private final Snapshot snapshot;
  private final Optional<Instant> from;
  private final Optional<Instant> to;
  private final String apart;

  /// `apart` is the condition for attempts that are in the table `priced` instead, or empty.
  private FactsSql(Snapshot snapshot, Optional<Instant> from, Optional<Instant> to, String apart) {
    this.snapshot = snapshot;
    duck = snapshot.duck();
    this.from = from;
    this.to = to;
    this.apart = apart;
  }

  static FactsSql of(
      Snapshot snapshot, Optional<Instant> from, Optional<Instant> to, ListPrices prices) {
    String apart = price(snapshot.duck(), snapshot.attempts(from, to), prices);
    return new FactsSql(snapshot, from, to, apart);
  }

  /// The attempts, with a price where the list has one and the ledger has none.
  private String attempts() {
    return attempts(from, to);
  }

  private String attempts(Optional<Instant> begin, Optional<Instant> end) {
    String stored = snapshot.attempts(begin, end);
    return apart.isEmpty()
        ? stored
        : "SELECT %s FROM (%s) WHERE NOT (%s) UNION ALL SELECT %s FROM priced WHERE %s"
            .formatted(Column.names(), stored, apart, Column.names(), Snapshot.within(begin, end));
  }

  /// Fills the table `priced` with what `prices` may price; returns the condition for those.
  private static String price(Duck duck, String attempts, ListPrices prices) {
    String without = "cost_nanos IS NULL AND usage_state <> 'absent'";
    String alike =
        DaySums.CLASSES.stream()
            .map(column -> "(%s > 0)::BIGINT".formatted(column.sql()))
            .collect(Collectors.joining(", ", "provider, model_served, ", ""));
    List<String> open = new ArrayList<>();
    duck.query(
        "SELECT DISTINCT %s FROM (%s) WHERE %s".formatted(alike, attempts, without),
        row -> {
          if (prices.mayPrice(row.getString(1), row.getString(2), usage(row, 3))) {
            open.add(tuple(row));
          }
        });
    if (open.isEmpty()) {
      return "";
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
    return apart;
  }

  /// A provider, a model and which token classes are there, as SQL writes them.
  private static String tuple(ResultSet row) throws SQLException {
    List<String> values =
        new ArrayList<>(List.of(Duck.text(row.getString(1)), Duck.text(row.getString(2))));
    for (int i = 0; i < DaySums.CLASSES.size(); i++) {
      values.add(row.getString(3 + i));
    }
    return "(" + String.join(", ", values) + ")";
  }

  /// The token classes from column `at` on.
  private static Usage usage(ResultSet row, int at) throws SQLException {
    return new Usage(
        sum(row, at),
        sum(row, at + 1),
        sum(row, at + 2),
        sum(row, at + 3),
        sum(row, at + 4),
        sum(row, at + 5));
  }

  private static String isOneOf(Set<Sold> models) {
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

  /// The [DaySums] of the period.
  private String sums() {
    Optional<String> stored = apart.isEmpty() ? snapshot.sums(from, to) : Optional.empty();
    return stored.orElseGet(() -> DaySums.of(attempts()));
  }

  private void groups(Consumer<CallFact> receiver) {
    String names =
        "kind, source, \"key\", service, team, who, p, provider, endpoint, model_served, cost_basis";
    duck.query(
        """
        SELECT %s, sum(n) AS n, sum(n * coalesce(nullif(%s, 0), 1)), sum(sum_input),
          sum(sum_cache_read), sum(sum_cache_write_5m), sum(sum_cache_write_1h), sum(sum_output),
          sum(sum_reasoning), sum(cost), epoch_us(min(first)), epoch_us(max(last))
        FROM (SELECT *, %s AS kind,
          if(service = '' AND who = '' AND team = '', project, '') AS p FROM (%s))
        GROUP BY %s, day ORDER BY n DESC, %s, day"""
            .formatted(names, REQUESTS, KIND, sums(), names, names),
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
        usage(row, 14),
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
        WHERE %s > 0 AND %s GROUP BY ALL"""
            .formatted(PURPOSE, INPUT, OUTPUT, attempts(), OUTPUT, IS_SINGLE),
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
            .formatted(tokens, tokens, attempts(), "usage_state <> 'absent'", IS_SINGLE),
        row ->
            receiver.accept(new CallFact.Sizes(row.getString(1), row.getInt(2), row.getLong(3))));
  }

  private static CallFact.Purpose purpose(ResultSet row, int at) throws SQLException {
    return new CallFact.Purpose(row.getString(at), row.getString(at + 1), row.getString(at + 2));
  }

  private void turns(CallFact.Limits limits, Consumer<CallFact> receiver) {
    Map<Long, CallFact.Purpose> purposes = new HashMap<>();
    duck.query(
        "SELECT DISTINCT %s, %s FROM (%s)".formatted(hash(NAMED), NAMED, sums()),
        row -> purposes.put(row.getLong(1), purpose(row, 2)));
    List<Conversations.Run> runs = new ArrayList<>();
    Conversations conversations = new Conversations(limits, receiver, runs::add);
    for (Snapshot.Period part : snapshot.parts(from, to, A_PART)) {
      duck.query(
          """
          SELECT %s AS c, %s, epoch_us("at") AS t, input, cache_read, cache_write_5m,
            cache_write_1h, %s AS o, coalesce(cost_nanos, -1), %s
          FROM (%s) WHERE "session" <> '' AND usage_state <> 'absent' AND %s
          ORDER BY t, %s, o, cache_read, cost_nanos"""
              .formatted(
                  CONVERSATION,
                  hash(PURPOSE),
                  OUTPUT,
                  BASIS,
                  attempts(part.from(), part.to()),
                  IS_SINGLE,
                  INPUT),
          row -> conversations.see(turn(row, purposes)));
    }
    conversations.end();
    repeats(runs, receiver);
  }

  private static String hash(String columns) {
    return "CAST(hash(" + columns + ") >> 1 AS BIGINT)";
  }

  private static Conversations.Turn turn(ResultSet row, Map<Long, CallFact.Purpose> purposes)
      throws SQLException {
    long nanos = row.getLong(9);
    return new Conversations.Turn(
        row.getLong(1),
        Objects.requireNonNull(purposes.get(row.getLong(2))),
        row.getLong(3),
        new Usage(
            row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), 0),
        nanos < 0 ? UNPRICED : new Cost.Priced(new Usd(nanos), BASES[row.getInt(10)], ""));
  }

  private void repeats(List<Conversations.Run> runs, Consumer<CallFact> receiver) {
    if (runs.isEmpty()) {
      return;
    }
    duck.execute("CREATE OR REPLACE TABLE repeating (c BIGINT)");
    try (DuckDBAppender appender = duck.appender("repeating")) {
      for (Conversations.Run run : runs) {
        appender.beginRow();
        appender.append(run.conversation());
        appender.endRow();
      }
    } catch (SQLException e) {
      throw Duck.failure(e);
    }
    Map<Long, CallFact.Purpose> names = new HashMap<>();
    duck.query(
        """
        SELECT %s AS c, min_by(%s, {'t': "at", 'who': %s}), any_value("session"),
          any_value(model_served)
        FROM (%s) WHERE c IN (FROM repeating) GROUP BY c"""
            .formatted(CONVERSATION, CALLER, CALLER, attempts()),
        row -> names.put(row.getLong(1), purpose(row, 2)));
    for (Conversations.Run run : runs) {
      CallFact.Purpose name = Objects.requireNonNull(names.get(run.conversation()));
      receiver.accept(
          new CallFact.Repeats(
              name.provider(), name.caller(), name.model(), run.calls(), run.usd(), run.basis()));
    }
  }

  @Override
  public void sample(Set<Sold> models, long every, Sampled receiver) {
    duck.query(
        """
        SELECT t, i, o FROM (
          SELECT epoch_us("at") AS t, %s AS i, %s AS o, row_number() OVER (ORDER BY t, i, o) AS n
          FROM (%s) WHERE %s AND i + o > 0 AND cost_nanos IS NOT NULL AND %s)
        WHERE (n - 1) %% %d = 0 ORDER BY n"""
            .formatted(INPUT, OUTPUT, attempts(), IS_SINGLE, isOneOf(models), every),
        row -> receiver.call(AttemptCells.instant(row.getLong(1)), row.getLong(2), row.getLong(3)));
  }
}
