package dev.breakeven.core.offer;

import java.util.Locale;
import java.util.Optional;

/// The delivery promise a price is for.
public enum ServiceClass {
  STANDARD,
  BATCH,
  FLEX,
  PRIORITY;

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ServiceClass> ofKey(String key) {
    for (ServiceClass value : values()) {
      if (value.key().equals(key)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
