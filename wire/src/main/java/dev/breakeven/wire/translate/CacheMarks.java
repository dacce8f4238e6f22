package dev.breakeven.wire.translate;

import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.List;

/// Counts the positions at which a request marks its prompt for the cache.
final class CacheMarks {
  private static final String KEY = "cache_control";

  private CacheMarks() {}

  /// Throws `BreakevenException` when there are more than `most`.
  static void check(Json.Fields request, int most) {
    int marks = 0;
    for (String place : new String[] {"tools", "system", "messages"}) {
      marks += request.get(place).map(CacheMarks::count).orElse(0);
    }
    if (marks > most) {
      throw Side.REQUEST.untranslatable(KEY, marks + " positions, and the upstream takes " + most);
    }
  }

  /// In the parts of messages and in tools, never in what tools are given.
  private static int count(Json value) {
    return switch (value) {
      case Json.Items(List<Json> values) -> values.stream().mapToInt(CacheMarks::count).sum();
      case Json.Fields fields ->
          (fields.get(KEY).isPresent() ? 1 : 0)
              + fields.get("content").map(CacheMarks::count).orElse(0);
      default -> 0;
    };
  }
}
