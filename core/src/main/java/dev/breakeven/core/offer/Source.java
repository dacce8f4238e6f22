package dev.breakeven.core.offer;

import java.time.LocalDate;

/// Where a row was read and the day it was true there.
public record Source(String text, LocalDate asOf) {
  public Source {
    if (text.isBlank()) {
      throw new IllegalArgumentException("source: blank (expected: where the row was read)");
    }
  }

  @Override
  public String toString() {
    return text + ", as of " + asOf;
  }
}
