package dev.breakeven.ingest.trace.format;

/// Reads the rows of one file, one at a time. Owned by one thread.
@FunctionalInterface
public interface RowReader {
  /// Fills `row` from the line at `from` to `to`; false when it rejected the row with a reason.
  ///
  /// `row` comes cleared. Counts may be any long: their range is checked by the caller.
  boolean read(byte[] bytes, int from, int to, Row row);
}
