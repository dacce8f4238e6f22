package dev.breakeven.cli.config;

import java.util.List;
import java.util.Map;

/// A value of a YAML file and its line: where its key stands, or where an item of a list begins.
sealed interface YamlValue {
  int line();

  /// `isNothing` is true of `null` and of no value at all, not of "null" in quotes.
  record Scalar(String text, boolean isNothing, int line) implements YamlValue {}

  record Sequence(List<YamlValue> items, int line) implements YamlValue {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Keys in the order of the file.
  record Mapping(Map<String, YamlValue> values, int line) implements YamlValue {}
}
