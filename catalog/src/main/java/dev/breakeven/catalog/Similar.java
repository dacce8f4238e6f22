package dev.breakeven.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Known names that look like a misspelt one, best first.
///
/// Nearness: the name itself at another host, then names that begin with it, then few edits, then
/// names that contain it; ties in alphabetical order. A bare name is compared with the model part.
final class Similar {
  private static final int LONGEST = 120;

  private Similar() {}

  static List<String> to(String name, Collection<String> known, int most) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    if (wanted.isEmpty() || wanted.length() > LONGEST) {
      return List.of();
    }
    List<Candidate> candidates = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String candidate : known) {
      int distance = distance(wanted, candidate);
      if (distance < Integer.MAX_VALUE && seen.add(candidate)) {
        candidates.add(new Candidate(candidate, distance));
      }
    }
    candidates.sort(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name));
    List<String> names = new ArrayList<>();
    for (Candidate candidate : candidates.subList(0, Math.min(most, candidates.size()))) {
      names.add(candidate.name());
    }
    return names;
  }

  private record Candidate(String name, int distance) {}

  private static int distance(String wanted, String candidate) {
    int slash = candidate.indexOf('/');
    String compared =
        wanted.indexOf('/') < 0 && slash >= 0 ? candidate.substring(slash + 1) : candidate;
    if (compared.equals(wanted)) {
      return 0;
    }
    int longest = Math.max(wanted.length(), compared.length());
    int edits = edits(wanted, compared);
    boolean near = edits * 3 <= longest;
    if (compared.startsWith(wanted) || wanted.startsWith(compared)) {
      return near ? edits : 1_000 + edits;
    }
    if (near) {
      return 100 + edits;
    }
    return wanted.length() > 2 && compared.contains(wanted) ? 2_000 + edits : Integer.MAX_VALUE;
  }

  /// Single-letter changes that make one of the other.
  static int edits(String one, String other) {
    int[] previous = new int[other.length() + 1];
    int[] current = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, 1 + Math.min(previous[j], current[j - 1]));
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[other.length()];
  }
}
