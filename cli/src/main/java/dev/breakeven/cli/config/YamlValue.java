package dev.breakeven.cli.config;

import java.util.List;
import java.util.Map;

/// A value of a YAML file and the line on which it begins.
public sealed interface YamlValue {
  int line();

  record Scalar(String text, int line) implements YamlValue {}

  record Sequence(List<YamlValue> items, int line) implements YamlValue {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Keys in the order of the file.
  record Mapping(Map<String, YamlValue> values, int line) implements YamlValue {}
}
