package dev.breakeven.wire.dialect;

import java.util.Locale;

/// The language of a request: that of OpenAI and all that are like it, or that of Anthropic.
public enum Dialect {
  OPENAI,
  ANTHROPIC;

  /// The name in the ledger and in settings.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
