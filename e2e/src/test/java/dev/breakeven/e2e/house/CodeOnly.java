package dev.breakeven.e2e.house;

/// Java text with comments, strings, text blocks and characters blanked, line breaks kept.
final class CodeOnly {
  private static final String TEXT_BLOCK = "\"\"\"";

  private final String java;
  private final StringBuilder code;
  private int at;

  private CodeOnly(String java) {
    this.java = java;
    this.code = new StringBuilder(java.length());
  }

  static String of(String java) {
    CodeOnly scan = new CodeOnly(java);
    while (scan.at < java.length()) {
      scan.next();
    }
    return scan.code.toString();
  }

  private void next() {
    if (java.startsWith("//", at)) {
      blankTo(indexOrEnd("\n", at));
    } else if (java.startsWith("/*", at)) {
      blankTo(indexOrEnd("*/", at + 2) + 2);
    } else if (java.startsWith(TEXT_BLOCK, at)) {
      blankTo(closing(TEXT_BLOCK));
    } else if (java.charAt(at) == '"') {
      blankTo(closing("\""));
    } else if (java.charAt(at) == '\'') {
      blankTo(closing("'"));
    } else {
      code.append(java.charAt(at++));
    }
  }

  /// The index after the quote that closes the one at the current place.
  private int closing(String quote) {
    int i = at + quote.length();
    while (i < java.length() && !java.startsWith(quote, i)) {
      i += java.charAt(i) == '\\' ? 2 : 1;
    }
    return i + quote.length();
  }

  private int indexOrEnd(String text, int from) {
    int found = java.indexOf(text, from);
    return found < 0 ? java.length() : found;
  }

  private void blankTo(int end) {
    for (; at < Math.min(end, java.length()); at++) {
      code.append(java.charAt(at) == '\n' ? '\n' : ' ');
    }
  }
}
