package dev.breakeven.gateway.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is done about a key that is used far beyond its own history.
public enum UnusualUse {
  OFF,
  /// Operators are told.
  ALERT,
  /// They are told, and the key gets no more calls until one of them lifts it.
  SUSPEND;

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<UnusualUse> ofKey(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }
}
