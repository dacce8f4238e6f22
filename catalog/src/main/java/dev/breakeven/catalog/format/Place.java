package dev.breakeven.catalog.format;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;

/// A line of a catalog file, counted from one: where a row was read.
public record Place(String file, int line) {

  /// The error that a row here breaks its format; `remedy` says what to do.
  public BreakevenException invalid(String what, String remedy) {
    return new BreakevenException(ErrorCode.CATALOG_INVALID, what, toString(), remedy);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
