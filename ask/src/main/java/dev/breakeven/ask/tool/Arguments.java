package dev.breakeven.ask.tool;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.wire.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The arguments of one call of a tool, checked, defaults filled in.
public final class Arguments {
  private static final int LONGEST = 200;

  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /// Throws `BreakevenException` for what `parameters` do not allow, with what they do.
  static Arguments of(List<Parameter> parameters, Json.Fields given) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, Json> each : given.values().entrySet()) {
      boolean known = parameters.stream().anyMatch(one -> one.name().equals(each.getKey()));
      if (!known) {
        throw refused("no argument '" + cut(each.getKey()) + "'", "Use " + names(parameters) + ".");
      }
    }
    for (Parameter parameter : parameters) {
      String text = given.get(parameter.name()).map(value -> text(parameter, value)).orElse("");
      values.put(parameter.name(), text.isBlank() ? otherwise(parameter) : text.strip());
    }
    return new Arguments(values);
  }

  private static String otherwise(Parameter parameter) {
    if (parameter.required()) {
      throw refused("no '" + parameter.name() + "'", "Give " + parameter.meaning() + ".");
    }
    return parameter.otherwise();
  }

  private static String text(Parameter parameter, Json value) {
    String text =
        switch (value) {
          case Json.Text(String given) -> given;
          case Json.Digits(String digits) -> digits;
          case Json.Flag(boolean flag) -> Boolean.toString(flag);
          default -> throw refused(parameter.name() + " is " + value.kind(), "Give a text.");
        };
    if (text.length() > LONGEST) {
      throw refused(parameter.name() + " is longer than 200 characters", "Give a shorter one.");
    }
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (parameter.choices().isEmpty() || lower.isEmpty()) {
      return text;
    }
    if (!parameter.choices().contains(lower)) {
      throw refused(
          "%s: '%s' is none of its values".formatted(parameter.name(), cut(text)),
          "Use " + String.join(", ", parameter.choices()) + ".");
    }
    return lower;
  }

  private static String cut(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static String names(List<Parameter> parameters) {
    return parameters.isEmpty()
        ? "none"
        : parameters.stream().map(Parameter::name).collect(Collectors.joining(", "));
  }

  static BreakevenException refused(String what, String remedy) {
    return new BreakevenException(ErrorCode.USAGE, what, "", remedy);
  }

  /// The value, its default, or an empty text.
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /// The value as `reader` understands it; what that throws becomes a refusal naming the argument.
  <T> T read(String name, Function<String, T> reader) {
    try {
      return reader.apply(text(name));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refused(
          name + ": '" + cut(text(name)) + "' is not usable", String.valueOf(e.getMessage()));
    }
  }

  /// As a query is quoted: the values that are not empty.
  @Override
  public String toString() {
    return values.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(" "));
  }
}
