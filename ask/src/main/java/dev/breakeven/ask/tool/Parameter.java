package dev.breakeven.ask.tool;

import java.util.List;

/// One argument of a tool. `choices` are all it may be; with none it is any text of that kind.
///
/// An empty `otherwise` means that there is no default, which is an error where it is `required`.
public record Parameter(
    String name,
    Kind kind,
    boolean required,
    List<String> choices,
    String otherwise,
    String meaning) {
  /// How a value is written; all of them arrive as texts.
  public enum Kind {
    TEXT,
    NUMBER
  }

  public Parameter {
    choices = List.copyOf(choices);
  }

  static Parameter choice(String name, String meaning, String otherwise, List<String> choices) {
    return new Parameter(name, Kind.TEXT, false, choices, otherwise, meaning);
  }

  static Parameter text(String name, String meaning) {
    return new Parameter(name, Kind.TEXT, false, List.of(), "", meaning);
  }

  static Parameter needed(String name, String meaning) {
    return new Parameter(name, Kind.TEXT, true, List.of(), "", meaning);
  }

  static Parameter number(String name, String meaning, String otherwise) {
    return new Parameter(name, Kind.NUMBER, false, List.of(), otherwise, meaning);
  }
}
