package dev.breakeven.store;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Gives the values of one row.
interface CellSource {
  /// The text, empty when there is none.
  String text(Column column);

  OptionalLong whole(Column column);

  OptionalDouble real(Column column);
}
