package dev.breakeven.wire.dialect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The language of a request: that of OpenAI and all that are like it, or that of Anthropic.
public enum Dialect {
  OPENAI,
  ANTHROPIC;

  /// The name in the ledger and in settings.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Dialect> ofKey(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }
}
