package dev.breakeven.e2e.docs;

import dev.breakeven.core.error.ErrorCode;
import java.util.Locale;

/// `docs/reference/errors.md`: the table of error codes.
final class ErrorsPage {
  private ErrorsPage() {}

  static String render() {
    StringBuilder page =
        new StringBuilder(
            """
            # Errors

            Generated from `ErrorCode`; run `./dev docs` after a change. An error says what, where
            and what to do, and prints its number. Numbers are never reused.

            | number | name | who can mend it | exit | meaning |
            |---|---|---|---|---|
            """);
    for (ErrorCode code : ErrorCode.values()) {
      page.append(
          "| %d | `%s` | %s | %d | %s |\n"
              .formatted(
                  code.number(),
                  dashed(code.name()),
                  dashed(code.kind().name()),
                  code.exitStatus(),
                  code.meaning()));
    }
    return page.toString();
  }

  private static String dashed(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
