package dev.breakeven.wire.llm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Whose protocol is spoken.
public enum Dialect {
  OPENAI,
  ANTHROPIC;

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Dialect> ofKey(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }

  /// A reader of one answer in this dialect.
  public AnswerReader reader() {
    return switch (this) {
      case OPENAI -> new OpenAiAnswer();
      case ANTHROPIC -> new AnthropicAnswer();
    };
  }
}
