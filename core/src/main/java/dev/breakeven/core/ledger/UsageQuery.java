package dev.breakeven.core.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which attempts to sum, and by what. `from` counts in, `to` does not.
///
/// `latency` asks for percentiles too, which cost more than sums.
public record UsageQuery(
    List<Dimension> by, Optional<Instant> from, Optional<Instant> to, boolean latency) {
  /// What attempts can be grouped by; `DAY` is the day in UTC, `MODEL` the one that answered,
  /// `PRICES` the price list or settlement that the cost is from.
  public enum Dimension {
    MODEL,
    PROVIDER,
    SERVICE,
    TEAM,
    TENANT,
    KEY,
    SESSION,
    TAG,
    PROJECT,
    SOURCE,
    OUTCOME,
    DAY,
    BASIS,
    PRICES;

    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Dimension> ofKey(String key) {
      return List.of(values()).stream().filter(value -> value.key().equals(key)).findFirst();
    }
  }

  public UsageQuery {
    by = List.copyOf(by);
  }

  /// All time, with percentiles.
  public static UsageQuery allTime(Dimension... by) {
    return new UsageQuery(List.of(by), Optional.empty(), Optional.empty(), true);
  }
}
