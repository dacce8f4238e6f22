package dev.breakeven.catalog.external;

import dev.breakeven.catalog.external.Problem.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts problems while a catalog is read. Not thread-safe; belongs to one import.
final class Tally {
  private static final int MOST_EXAMPLES = 5;

  private final Map<Rule, Long> counts = new EnumMap<>(Rule.class);
  private final Map<Rule, List<String>> examples = new EnumMap<>(Rule.class);

  void add(Rule rule, String subject) {
    counts.merge(rule, 1L, Long::sum);
    List<String> kept = examples.computeIfAbsent(rule, ignored -> new ArrayList<>());
    if (kept.size() < MOST_EXAMPLES) {
      kept.add(subject);
    }
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    counts.forEach(
        (rule, count) ->
            problems.add(new Problem(rule, count, examples.getOrDefault(rule, List.of()))));
    return problems;
  }
}
