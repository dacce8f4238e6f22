package dev.breakeven.cli.config;

import java.util.List;

/// The values of a key, and which file:line or variable says so; `where` is empty for a default.
public record Setting(ConfigKey key, List<String> values, Origin origin, String where) {
  /// Where a value is from, weakest first.
  public enum Origin {
    DEFAULT("default"),
    USER_FILE("user file"),
    PROJECT_FILE("project file"),
    ENVIRONMENT("environment");

    private final String label;

    Origin(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  public Setting {
    values = List.copyOf(values);
  }
}
