package dev.breakeven.ask.tool;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.json.Json;
import java.util.List;
import java.util.function.BiFunction;

/// A question that can be asked of the facts, with what it takes; it reads and changes nothing.
public record Tool(
    String name,
    String description,
    List<Parameter> parameters,
    BiFunction<Facts, Arguments, Table> answer) {
  public Tool {
    parameters = List.copyOf(parameters);
  }

  /// A call that was answered: `query` is how it is quoted beside its figures.
  public record Answered(String query, Table table) {}

  /// Throws `BreakevenException` for arguments that it does not take.
  public Answered call(Facts facts, Json.Fields given) {
    Arguments arguments = Arguments.of(parameters, given);
    try {
      return new Answered((name + " " + arguments).strip(), answer.apply(facts, arguments));
    } catch (Usd.OutOfRange e) {
      throw new BreakevenException(
          ErrorCode.TRAFFIC_OUT_OF_RANGE,
          "the amounts are more than can be counted",
          "",
          "Ask for a shorter period, or fewer tokens.");
    }
  }

  /// The arguments as JSON Schema.
  public Json.Fields schema() {
    Json.Fields properties = Json.fields();
    for (Parameter parameter : parameters) {
      Json.Fields property =
          Json.fields("type", parameter.kind() == Parameter.Kind.NUMBER ? "number" : "string");
      property.with("description", parameter.meaning());
      if (!parameter.choices().isEmpty()) {
        property.with("enum", texts(parameter.choices()));
      }
      if (!parameter.otherwise().isEmpty()) {
        property.with(
            "default",
            parameter.kind() == Parameter.Kind.NUMBER
                ? new Json.Digits(parameter.otherwise())
                : new Json.Text(parameter.otherwise()));
      }
      properties.with(parameter.name(), property);
    }
    Json.Fields schema = Json.fields("type", "object").with("properties", properties);
    List<String> required =
        parameters.stream().filter(Parameter::required).map(Parameter::name).toList();
    if (!required.isEmpty()) {
      schema.with("required", texts(required));
    }
    return schema.with("additionalProperties", false);
  }

  private static Json texts(List<String> values) {
    return new Json.Items(values.stream().map(value -> (Json) new Json.Text(value)).toList());
  }
}
