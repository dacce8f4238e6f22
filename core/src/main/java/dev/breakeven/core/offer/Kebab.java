package dev.breakeven.core.offer;

import java.util.regex.Pattern;

/// The spelling of every id: lower-case letters, digits, dots and dashes, at most 120 characters.
final class Kebab {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.:_-]{0,119}");

  private Kebab() {}

  static void require(String name, String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          name + ": '" + text + "' (expected: lower-case kebab such as llama-3.3-70b)");
    }
  }
}
