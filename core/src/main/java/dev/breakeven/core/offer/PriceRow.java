package dev.breakeven.core.offer;

import java.time.Instant;
import java.util.Optional;

/// One published price: when, for which service class and region, and above which prompt length.
///
/// `from` is inclusive and `to` exclusive. `region` is empty where the price is the same
/// everywhere.
/// `aboveInput` is a cliff: when the input tokens of a request (uncached, cache read and cache
/// write together) are strictly more, this row prices the whole request, output included.
public record PriceRow(
    Instant from,
    Instant to,
    Optional<DailyWindow> window,
    ServiceClass service,
    String region,
    long aboveInput,
    RateCard rates) {
  public PriceRow {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("price row: from " + from + " is not before to " + to);
    }
    if (aboveInput < 0) {
      throw new IllegalArgumentException(
          "above_input: " + aboveInput + " (expected: not negative)");
    }
  }

  public boolean inForce(Instant at) {
    return !at.isBefore(from)
        && at.isBefore(to)
        && window.map(daily -> daily.contains(at)).orElse(true);
  }
}
