package dev.breakeven.catalog.external;

import dev.breakeven.catalog.format.JsonValue;
import dev.breakeven.core.units.Tokens;
import java.util.Optional;
import java.util.OptionalLong;

/// Counts of tokens in foreign catalogs: positive whole numbers, anything else is not known.
final class Limits {
  private static final int LONGEST = 15;

  private Limits() {}

  static OptionalLong whole(JsonValue value) {
    String digits = value.digits().orElse("");
    if (digits.isEmpty() || digits.length() > LONGEST) {
      return OptionalLong.empty();
    }
    try {
      long count = Long.parseLong(digits);
      return count > 0 ? OptionalLong.of(count) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  static Optional<Tokens> tokens(JsonValue value) {
    OptionalLong count = whole(value);
    return count.isEmpty() ? Optional.empty() : Optional.of(Tokens.of(count.getAsLong()));
  }
}
