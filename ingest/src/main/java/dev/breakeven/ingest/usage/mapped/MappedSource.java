package dev.breakeven.ingest.usage.mapped;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.ingest.usage.mapped.ColumnMap.Field;
import dev.breakeven.ingest.usage.source.Head;
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.Rows;
import dev.breakeven.ingest.usage.source.SeenCalls;
import dev.breakeven.ingest.usage.source.StatedTime;
import dev.breakeven.ingest.usage.source.TokenCounts;
import dev.breakeven.ingest.usage.source.TokenFields;
import dev.breakeven.ingest.usage.source.UsageSink;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A CSV or JSON table of calls whose columns the user named.
public final class MappedSource implements UsageSource {
  public static final String NAME = "mapped";

  private final ColumnMap map;

  public MappedSource(ColumnMap map) {
    this.map = map;
  }

  @Override
  public String name() {
    return NAME;
  }

  /// As the map says: `input_total` holds cache tokens, `output_total` holds reasoning.
  @Override
  public TokenFields tokenFields() {
    return new TokenFields(map.has(Field.INPUT_TOTAL), map.has(Field.OUTPUT_TOTAL));
  }

  @Override
  public boolean recognises(Head head) {
    String at = map.column(Field.AT);
    String model = map.column(Field.MODEL);
    return head.hasColumns(at, model)
        || head.isJsonWith("\"" + lastPart(at) + "\"", "\"" + lastPart(model) + "\"");
  }

  private static String lastPart(String column) {
    return column.substring(column.lastIndexOf('.') + 1);
  }

  @Override
  public Reader reader(UsageSink sink) {
    StatedTime time = new StatedTime();
    Map<String, Integer> alike = new HashMap<>();
    return input ->
        Rows.each(input, sink, "data", (row, where) -> take(row, where, time, alike, sink));
  }

  private void take(
      JsonObject row, String where, StatedTime time, Map<String, Integer> alike, UsageSink sink) {
    Optional<Instant> at = value(row, Field.AT).flatMap(time::read);
    if (at.isEmpty()) {
      sink.reject(map.column(Field.AT) + " is not a time", where);
      return;
    }
    TokenCounts counts =
        new TokenCounts(
            tokens(row, map.has(Field.INPUT_TOTAL) ? Field.INPUT_TOTAL : Field.INPUT),
            tokens(row, Field.CACHE_READ),
            tokens(row, Field.CACHE_WRITE),
            tokens(row, Field.CACHE_WRITE_1H),
            tokens(row, map.has(Field.OUTPUT_TOTAL) ? Field.OUTPUT_TOTAL : Field.OUTPUT),
            tokens(row, Field.REASONING));
    switch (counts.split(tokenFields())) {
      case TokenCounts.Split.Refused(String reason) -> sink.reject(reason, where);
      case TokenCounts.Split.Disjoint(Usage usage) ->
          sink.attempt(attempt(row, at.get(), usage, id(row, at.get(), counts, alike)));
    }
  }

  /// The id of the row, else a hash of what it counts and its number among rows that count alike.
  private String id(JsonObject row, Instant at, TokenCounts counts, Map<String, Integer> alike) {
    if (!text(row, Field.ID).isEmpty()) {
      return NAME + ":" + text(row, Field.ID);
    }
    String content =
        String.join(
            "|",
            at.toString(),
            text(row, Field.MODEL),
            text(row, Field.KEY),
            text(row, Field.USER),
            text(row, Field.SESSION),
            counts.toString());
    String hash = Long.toHexString(SeenCalls.hash(content));
    return NAME + ":" + hash + "-" + alike.merge(hash, 1, Integer::sum);
  }

  private Attempt attempt(JsonObject row, Instant at, Usage usage, String id) {
    boolean counted =
        value(row, Field.INPUT).isPresent() || value(row, Field.INPUT_TOTAL).isPresent();
    return new Attempt(
        new AttemptId(id, 1),
        at,
        NAME,
        new Scope(
            text(row, Field.KEY),
            text(row, Field.SERVICE),
            text(row, Field.TEAM),
            text(row, Field.TENANT),
            text(row, Field.USER),
            text(row, Field.SESSION),
            text(row, Field.PROJECT),
            Map.of()),
        new Call(
            "",
            "",
            text(row, Field.MODEL),
            text(row, Field.MODEL),
            text(row, Field.PROVIDER),
            text(row, Field.REGION),
            "",
            "",
            OptionalDouble.empty(),
            ServiceClass.STANDARD,
            false),
        counted || !usage.equals(Usage.NONE) ? Metered.reported(usage) : Metered.ABSENT,
        new Timing(
            OptionalLong.empty(), millis(row, Field.TTFT_MS), millis(row, Field.DURATION_MS)),
        ending(row),
        cost(row),
        Optional.empty(),
        "");
  }

  private Ending ending(JsonObject row) {
    long status = tokens(row, Field.STATUS);
    return new Ending(status >= 100 && status <= 599 ? (int) status : 0, text(row, Field.FINISH));
  }

  private Cost cost(JsonObject row) {
    return map.has(Field.USD)
        ? holder(row, Field.USD)
            .usd(key(row, Field.USD))
            .<Cost>map(usd -> new Cost.Priced(usd, Basis.METERED, ""))
            .orElse(ListPrices.NOT_PRICED)
        : ListPrices.NOT_PRICED;
  }

  private OptionalLong millis(JsonObject row, Field field) {
    return value(row, field)
        .flatMap(JsonObject::decimal)
        .filter(number -> number.signum() >= 0 && number.precision() - number.scale() < 15)
        .map(number -> OptionalLong.of(number.longValue()))
        .orElse(OptionalLong.empty());
  }

  private long tokens(JsonObject row, Field field) {
    return map.has(field) ? holder(row, field).tokens(key(row, field)) : 0;
  }

  private String text(JsonObject row, Field field) {
    return map.has(field) ? holder(row, field).text(key(row, field)) : "";
  }

  private Optional<Object> value(JsonObject row, Field field) {
    return map.has(field) ? holder(row, field).value(key(row, field)) : Optional.empty();
  }

  /// The object in `row` that has the column under its [#key].
  private JsonObject holder(JsonObject row, Field field) {
    JsonObject holder = row;
    String column = map.column(field);
    if (!row.has(column)) {
      for (int dot = column.indexOf('.'); dot >= 0; dot = column.indexOf('.')) {
        holder = holder.object(column.substring(0, dot));
        column = column.substring(dot + 1);
      }
    }
    return holder;
  }

  /// A column of that very name goes before a path into the row.
  private String key(JsonObject row, Field field) {
    return row.has(map.column(field)) ? map.column(field) : lastPart(map.column(field));
  }
}
