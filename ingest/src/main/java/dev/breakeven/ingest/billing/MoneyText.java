package dev.breakeven.ingest.billing;

import dev.breakeven.core.units.PicoUsd;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Amounts as bills write them: `1.62400000000`, `-0.5`, `1E-7`, `"$10,000.00 "`, `(3.20)`.
final class MoneyText {
  private static final int LONGEST = 60;
  private static final int LARGEST_SCALE = 40;
  private static final int LARGEST_DIGITS = 24;
  private static final int DECIMALS = 12;
  private static final int SAFE_DIGITS = 18;

  private MoneyText() {}

  /// The amount in pico-units of its currency; empty for what is none.
  static Optional<PicoUsd> read(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    long value = 0;
    int digits = 0;
    int decimals = -1;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      byte b = bytes[i];
      if (b == '.' && decimals < 0) {
        decimals = 0;
      } else if (b < '0' || b > '9' || digits == SAFE_DIGITS || decimals == DECIMALS) {
        return slowly(bytes, from, to);
      } else {
        value = 10 * value + (b - '0');
        digits++;
        decimals += decimals < 0 ? 0 : 1;
      }
    }
    if (digits == 0) {
      return Optional.empty();
    }
    for (int i = Math.max(0, decimals); i < DECIMALS; i++) {
      if (value > Long.MAX_VALUE / 10) {
        return slowly(bytes, from, to);
      }
      value *= 10;
    }
    return Optional.of(PicoUsd.of(negative ? -value : value));
  }

  private static Optional<PicoUsd> slowly(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return Optional.empty();
    }
    String text =
        new String(bytes, from, to - from, StandardCharsets.UTF_8)
            .strip()
            .replace("$", "")
            .replace(",", "");
    if (text.startsWith("(") && text.endsWith(")")) {
      text = "-" + text.substring(1, text.length() - 1);
    }
    try {
      BigDecimal amount = new BigDecimal(text);
      boolean ordinary =
          Math.abs((long) amount.scale()) <= LARGEST_SCALE
              && (long) amount.precision() - amount.scale() <= LARGEST_DIGITS;
      return ordinary ? Optional.of(PicoUsd.rounded(amount)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
