package dev.breakeven.cli.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// What a misspelt name may have meant, and how text of others is shown in a message.
public final class Spelling {
  private static final int LONGEST = 40;

  private Spelling() {}

  static List<String> keys() {
    return Arrays.stream(ConfigKey.values()).map(ConfigKey::key).toList();
  }

  /// A question that names the nearest of `known`, else where they are listed.
  public static String hint(String name, List<String> known) {
    return known.stream()
        .filter(each -> name.length() <= LONGEST && edits(name, each) * 3 <= each.length())
        .min(Comparator.comparingInt(each -> edits(name, each)))
        .map(near -> "Did you mean " + near + "?")
        .orElse("'breakeven config' lists all keys.");
  }

  /// The beginning of `text`, of printable characters only.
  static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}|\\p{Cf}", "?");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }

  /// Single-letter changes that make one of the other.
  private static int edits(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int best = Math.min(diagonal + change, 1 + Math.min(row[j], row[j - 1]));
        diagonal = row[j];
        row[j] = best;
      }
    }
    return row[other.length()];
  }
}
