package dev.breakeven.core.offer;

import java.util.Locale;
import java.util.Optional;

/// How a GPU is rented.
public enum Term {
  ON_DEMAND,
  SPOT,
  RESERVED_1Y,
  RESERVED_3Y,
  MONTHLY;

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
