package dev.breakeven.ingest.usage.litellm;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.ingest.usage.source.JsonObject;
import dev.breakeven.ingest.usage.source.UsageSink;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeSet;

/// Reads the spend logs out of the PostgreSQL database of a LiteLLM proxy.
///
/// Reads in a read-only transaction, some thousand rows at a time, and asks only for columns that
/// count: prompts and answers never leave the database. Columns that an older proxy does not have
/// are absent. Throws `SOURCE_UNREACHABLE`.
public final class LiteLlmDatabase {
  private static final int ROWS_AT_A_TIME = 5_000;
  private static final String TABLE = "LiteLLM_SpendLogs";

  private static final List<String> COLUMNS =
      List.of(
          "request_id",
          "api_key",
          "spend",
          "prompt_tokens",
          "completion_tokens",
          "startTime",
          "endTime",
          "completionStartTime",
          "model",
          "model_group",
          "custom_llm_provider",
          "user",
          "cache_hit",
          "request_tags",
          "team_id",
          "organization_id",
          "end_user",
          "session_id",
          "status");

  private static final List<String> METADATA =
      List.of("usage_object", "user_api_key_team_alias", "error_information");

  private final String url;
  private final Properties login;

  /// `url` is a JDBC URL, or one such as `postgresql://user:password@host:5432/litellm`.
  public LiteLlmDatabase(String url) {
    PostgresUrl parsed = PostgresUrl.parse(url);
    this.url = parsed.jdbc();
    this.login = parsed.login();
  }

  /// Reads the rows that began at `from` or later, in the order in which they began.
  public void read(Instant from, UsageSink sink) {
    SpendLogRow rows = new SpendLogRow(sink, new LiteLlmSource().tokenFields());
    try (Connection connection = DriverManager.getConnection(url, login)) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      List<String> columns = columns(connection);
      try (PreparedStatement query = connection.prepareStatement(query(columns))) {
        query.setFetchSize(ROWS_AT_A_TIME);
        query.setObject(1, LocalDateTime.ofInstant(from, ZoneOffset.UTC));
        try (ResultSet result = query.executeQuery()) {
          for (long row = 1; result.next(); row++) {
            rows.take(object(result, columns), TABLE + ":" + row);
          }
        }
      }
    } catch (SQLException e) {
      throw new BreakevenException(
          ErrorCode.SOURCE_UNREACHABLE,
          "the LiteLLM database cannot be read: " + firstLine(e),
          PostgresUrl.withoutLogin(url),
          "Check address, user and password, and that the user may read \"" + TABLE + "\"");
    }
  }

  private static String firstLine(SQLException e) {
    String message = e.getMessage() == null ? e.getSQLState() : e.getMessage();
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }

  /// Those of our columns that this version of the table has.
  private static List<String> columns(Connection connection) throws SQLException {
    TreeSet<String> there = new TreeSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select column_name from information_schema.columns where table_name = ?")) {
      query.setString(1, TABLE);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          there.add(result.getString(1));
        }
      }
    }
    if (!there.contains("request_id") || !there.contains("startTime")) {
      throw new SQLException("there is no table \"" + TABLE + "\" in this database");
    }
    List<String> columns = new ArrayList<>(COLUMNS);
    columns.retainAll(there);
    if (there.contains("metadata")) {
      METADATA.forEach(key -> columns.add("metadata." + key));
    }
    return columns;
  }

  private static String query(List<String> columns) {
    List<String> selected = new ArrayList<>();
    for (String column : columns) {
      selected.add(
          column.startsWith("metadata.")
              ? "\"metadata\"->'" + column.substring("metadata.".length()) + "'"
              : "\"" + column + "\"");
    }
    return "select "
        + String.join(", ", selected)
        + " from \""
        + TABLE
        + "\" where \"startTime\" >= ? order by \"startTime\", \"request_id\"";
  }

  private static JsonObject object(ResultSet result, List<String> columns) throws SQLException {
    Map<String, Object> values = new HashMap<>();
    StringBuilder metadata = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Object value = result.getObject(i + 1);
      if (value == null) {
        continue;
      }
      String column = columns.get(i);
      if (column.startsWith("metadata.")) {
        metadata
            .append(metadata.isEmpty() ? "{" : ",")
            .append('"')
            .append(column.substring("metadata.".length()))
            .append("\":")
            .append(value);
      } else {
        values.put(column, plain(value, result, i + 1));
      }
    }
    if (!metadata.isEmpty()) {
      values.put("metadata", metadata.append('}').toString());
    }
    return new JsonObject(values);
  }

  private static Object plain(Object value, ResultSet result, int column) throws SQLException {
    return switch (value) {
      case Integer whole -> (long) whole;
      case Double amount -> BigDecimal.valueOf(amount);
      case Timestamp ignored ->
          result
              .getTimestamp(column, Calendar.getInstance(TimeZone.getTimeZone("UTC")))
              .toInstant();
      default -> value.toString();
    };
  }
}
