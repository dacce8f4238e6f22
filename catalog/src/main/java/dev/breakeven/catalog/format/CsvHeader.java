package dev.breakeven.catalog.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The column names of one table and where each stands.
record CsvHeader(Place place, List<String> names, Map<String, Integer> positions) {

  static CsvHeader of(Place place, List<String> names) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (positions.put(names.get(i).strip(), i) != null) {
        throw place.invalid(
            "column " + Numerals.shown(names.get(i)) + " stands twice", "Remove one.");
      }
    }
    return new CsvHeader(place, List.copyOf(names), Map.copyOf(positions));
  }

  OptionalInt position(String column) {
    Integer position = positions.get(column);
    return position == null ? OptionalInt.empty() : OptionalInt.of(position);
  }

  void require(List<String> columns, List<String> optional) {
    requireAtLeast(columns);
    for (String name : names) {
      if (!columns.contains(name.strip()) && !optional.contains(name.strip())) {
        throw place.invalid(
            "unknown column " + Numerals.shown(name),
            "The columns are " + String.join(",", columns) + suffix(optional) + ".");
      }
    }
  }

  void requireAtLeast(List<String> columns) {
    for (String column : columns) {
      if (!positions.containsKey(column)) {
        throw place.invalid(
            "column " + column + " is missing",
            "The columns are " + String.join(",", columns) + ".");
      }
    }
  }

  private static String suffix(List<String> optional) {
    return optional.isEmpty() ? "" : " and, if wanted, " + String.join(",", optional);
  }
}
