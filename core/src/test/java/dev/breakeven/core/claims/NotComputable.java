package dev.breakeven.core.claims;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The rows from which no number follows, each with the reason.
final class NotComputable {
  private static final String INPUT = "a number that the article takes as given";
  private static final String BENCHMARK = "somebody's measurement; it follows from nothing here";
  private static final String FACTOR = "a range that the article takes as given";
  private static final String BAND = "a rule of thumb; its edges are computed in other rows";
  private static final String CONSTRAINT = "a constraint or quality bar, which goes before price";
  private static final String ADVICE = "advice or an item to count, without a number";
  private static final String BLEND = "a blended price without a formula; its share is computed";
  private static final String GUARD = "a guard of a function, tested with ours";
  private static final String IDENTITY = "the formula itself, which every other row uses";

  /// Reason by id, in order of id.
  static final Map<String, String> REASONS = reasons();

  private NotComputable() {}

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new TreeMap<>();
    put(reasons, INPUT, "S0-009 S0-010 S0-011 S0-012 S0-013 S0-016 S1-017 S2-006 S2-017");
    put(reasons, INPUT, "S3-012 S3-013 S4-002 S4-003");
    put(reasons, BENCHMARK, "S0-017 S0-018 S0-053 S0-054 S0-055 S0-056 S1-059 S1-060 S1-061");
    put(reasons, BENCHMARK, "S1-068 S3-003 S4-004");
    put(reasons, FACTOR, "S0-046 S0-047 S0-048 S1-011 S1-012");
    put(reasons, BAND, "S0-057 S0-070 S0-071 S0-072 S1-029 S1-071 S1-072 S1-073 S1-086");
    put(reasons, BAND, "S2-029 S2-040 S2-058 S2-059 S2-060 S2-061 S2-062 S2-063 S2-064 S2-065");
    put(reasons, BAND, "S2-066 S3-030 S4-024");
    put(reasons, CONSTRAINT, "S1-062 S1-074 S1-075");
    put(reasons, ADVICE, "S0-075 S0-076 S0-077 S1-010 S1-090 S2-016 S2-070 S3-044 S4-016");
    put(reasons, ADVICE, "S4-017 S4-022 S4-023 X-010");
    put(reasons, BLEND, "S2-034 S2-036 S2-038");
    put(reasons, GUARD, "S2-048 S2-055");
    put(reasons, IDENTITY, "S4-001");
    return reasons;
  }

  private static void put(Map<String, String> reasons, String reason, String ids) {
    List<String> all = Stream.of(ids.split(" ")).toList();
    for (String id : all) {
      if (reasons.put(id, reason) != null) {
        throw new IllegalStateException(id + " has two reasons");
      }
    }
  }
}
