package dev.breakeven.store;

/// Takes the values of one row, column by column in their order.
interface CellSink {
  void text(Column column, String value);

  void whole(Column column, long value);

  void real(Column column, double value);

  /// The value is unknown.
  void unknown(Column column);
}
