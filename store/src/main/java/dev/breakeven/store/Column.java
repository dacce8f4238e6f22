package dev.breakeven.store;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The columns of the ledger, in the order of the Parquet files; also the keys of the hot lines.
///
/// Schema version 1. A column that is added later has a default for older files and a new version.
enum Column {
  REQUEST("request", Kind.TEXT),
  ATTEMPT("attempt", Kind.WHOLE),
  AT("at", Kind.MICROS),
  SOURCE("source", Kind.TEXT),
  KEY("key", Kind.TEXT),
  SERVICE("service", Kind.TEXT),
  TEAM("team", Kind.TEXT),
  TENANT("tenant", Kind.TEXT),
  USER("user", Kind.TEXT),
  SESSION("session", Kind.TEXT),
  PROJECT("project", Kind.TEXT),
  TAGS("tags", Kind.TEXT),
  DIALECT("dialect", Kind.TEXT),
  TASK_KIND("task_kind", Kind.TEXT),
  MODEL_ASKED("model_asked", Kind.TEXT),
  MODEL_SERVED("model_served", Kind.TEXT),
  PROVIDER("provider", Kind.TEXT),
  REGION("region", Kind.TEXT),
  ENDPOINT("endpoint", Kind.TEXT),
  ROUTE_REASON("route_reason", Kind.TEXT),
  DIFFICULTY("difficulty", Kind.REAL),
  SERVICE_CLASS("service_class", Kind.TEXT),
  STREAM("stream", Kind.WHOLE),
  USAGE_STATE("usage_state", Kind.TEXT),
  INPUT("input", Kind.WHOLE),
  CACHE_READ("cache_read", Kind.WHOLE),
  CACHE_WRITE_5M("cache_write_5m", Kind.WHOLE),
  CACHE_WRITE_1H("cache_write_1h", Kind.WHOLE),
  OUTPUT("output", Kind.WHOLE),
  REASONING("reasoning", Kind.WHOLE),
  CHARGES("charges", Kind.TEXT),
  QUEUE_MS("queue_ms", Kind.WHOLE),
  TTFT_MS("ttft_ms", Kind.WHOLE),
  DURATION_MS("duration_ms", Kind.WHOLE),
  STATUS("status", Kind.WHOLE),
  FINISH("finish", Kind.TEXT),
  COST_NANOS("cost_nanos", Kind.WHOLE),
  UNPRICED("unpriced", Kind.TEXT),
  COST_BASIS("cost_basis", Kind.TEXT),
  PRICE_VERSION("price_version", Kind.TEXT),
  GPU_NANOS("gpu_nanos", Kind.WHOLE),
  OUTCOME("outcome", Kind.TEXT);

  /// How a value is kept. Only `WHOLE` and `REAL` can be unknown; an empty text is "not stated".
  enum Kind {
    TEXT("VARCHAR"),
    WHOLE("BIGINT"),
    /// Microseconds since 1970 in UTC.
    MICROS("TIMESTAMP"),
    REAL("DOUBLE");

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }
  }

  private static final Column[] ALL = values();
  private static final Map<String, Column> BY_KEY =
      Arrays.stream(ALL).collect(Collectors.toUnmodifiableMap(Column::key, Function.identity()));

  private final String key;
  private final Kind kind;

  Column(String key, Kind kind) {
    this.key = key;
    this.kind = kind;
  }

  String key() {
    return key;
  }

  Kind kind() {
    return kind;
  }

  static int count() {
    return ALL.length;
  }

  static Column at(int index) {
    return ALL[index];
  }

  static @org.jspecify.annotations.Nullable Column ofKey(String key) {
    return BY_KEY.get(key);
  }

  /// The name in SQL; quoted, since several are words of the language.
  String sql() {
    return '"' + key + '"';
  }

  /// All names, separated by commas.
  static String names() {
    return Arrays.stream(ALL).map(Column::sql).collect(Collectors.joining(", "));
  }

  /// All names with their types, as in CREATE TABLE.
  static String definitions() {
    return Arrays.stream(ALL)
        .map(column -> column.sql() + " " + column.kind.sql)
        .collect(Collectors.joining(", "));
  }
}
