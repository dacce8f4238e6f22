package dev.breakeven.core.offer;

import java.util.Locale;
import java.util.Optional;

/// How a GPU is rented.
public enum Term {
  ON_DEMAND,
  SPOT,
  RESERVED_1Y,
  RESERVED_3Y,
  MONTHLY,
  /// Bought, not rented.
  OWNED;

  /// The months that are paid whether used or not; zero where one may leave any day.
  public long committedMonths() {
    return switch (this) {
      case ON_DEMAND, SPOT, OWNED -> 0;
      case MONTHLY -> 1;
      case RESERVED_1Y -> 12;
      case RESERVED_3Y -> 36;
    };
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Term> ofKey(String key) {
    for (Term value : values()) {
      if (value.key().equals(key)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
