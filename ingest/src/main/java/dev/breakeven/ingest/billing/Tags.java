package dev.breakeven.ingest.billing;

import dev.breakeven.ingest.usage.source.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What tags and SKU details say: JSON objects of any keys, of which a few have a meaning.
///
/// Owned by one thread.
final class Tags {
  private static final List<String> TEAM =
      List.of("team", "squad", "owner", "department", "business_unit", "cost_center", "costcenter");
  private static final List<String> APPLICATION =
      List.of("service", "application", "app", "workload", "component", "project");
  private static final int MOST = 1 << 16;

  private final Map<String, Labels> labels = new HashMap<>();

  /// The team and the application that tags name; empty where they name none.
  record Labels(String team, String application) {}

  Labels labels(String tags) {
    if (tags.isEmpty()) {
      return new Labels("", "");
    }
    if (labels.size() > MOST) {
      labels.clear();
    }
    return labels.computeIfAbsent(tags, Tags::read);
  }

  private static Labels read(String tags) {
    Optional<JsonObject> object = JsonObject.parse(tags);
    Map<String, String> known = new HashMap<>();
    object.ifPresent(
        each ->
            each.keys()
                .forEach(
                    key ->
                        known.merge(
                            key.strip().toLowerCase(Locale.ROOT).replace('-', '_'),
                            each.text(key),
                            (first, second) -> first.compareTo(second) <= 0 ? first : second)));
    return new Labels(first(known, TEAM), first(known, APPLICATION));
  }

  private static String first(Map<String, String> known, List<String> keys) {
    return keys.stream()
        .map(key -> known.getOrDefault(key, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }
}
