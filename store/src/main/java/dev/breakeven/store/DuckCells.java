package dev.breakeven.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.duckdb.DuckDBAppender;

/// Cells in DuckDB: written by an appender, read from a result.
final class DuckCells {
  private DuckCells() {}

  /// Appends the cells of a row that the caller begins and ends.
  record Sink(DuckDBAppender appender) implements CellSink {
    @Override
    public void text(Column column, String value) {
      run(() -> appender.append(value));
    }

    @Override
    public void whole(Column column, long value) {
      if (column.kind() == Column.Kind.MICROS) {
        run(() -> appender.appendEpochMicros(value));
      } else {
        run(() -> appender.append(value));
      }
    }

    @Override
    public void real(Column column, double value) {
      run(() -> appender.append(value));
    }

    @Override
    public void unknown(Column column) {
      run(appender::appendNull);
    }
  }

  /// Reads the row at which `rows` stands, selected by [#SELECTION].
  record Source(ResultSet rows) implements CellSource {
    @Override
    public String text(Column column) {
      try {
        String text = rows.getString(column.ordinal() + 1);
        return text == null ? "" : text;
      } catch (SQLException e) {
        throw Duck.failure(e);
      }
    }

    @Override
    public OptionalLong whole(Column column) {
      try {
        long value = rows.getLong(column.ordinal() + 1);
        return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
      } catch (SQLException e) {
        throw Duck.failure(e);
      }
    }

    @Override
    public OptionalDouble real(Column column) {
      try {
        double value = rows.getDouble(column.ordinal() + 1);
        return rows.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
      } catch (SQLException e) {
        throw Duck.failure(e);
      }
    }
  }

  /// All columns as [Source] reads them.
  static final String SELECTION =
      Column.names().replace(Column.AT.sql(), "epoch_us(" + Column.AT.sql() + ")");

  /// An action of the driver.
  @FunctionalInterface
  interface Action {
    void run() throws SQLException;
  }

  static void run(Action action) {
    try {
      action.run();
    } catch (SQLException e) {
      throw Duck.failure(e);
    }
  }
}
