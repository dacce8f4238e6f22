package dev.breakeven.ask.agent;

import dev.breakeven.ask.tool.Tool;
import dev.breakeven.ask.tool.Tools;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What was said so far, in the words of one dialect: bodies to send, answers to read.
sealed interface Conversation permits OpenAiConversation, AnthropicConversation {
  String RULES =
      Tools.INSTRUCTIONS
          + """

          Answer the user's question from the tools alone, in plain text and at most 15 short lines. \
          Copy each figure as a tool returned it, with its unit; every figure that no tool returned is \
          struck out afterwards, so compute none yourself. Say the basis of a figure. When a tool says \
          that something cannot be known, say so and what to connect.""";

  /// A call that the model asks for; `arguments` are empty where they cannot be read.
  record Call(String id, String tool, Optional<Json.Fields> arguments) {}

  /// One answer of the model. `usage` is empty where it does not say what it counted.
  record Turn(String text, List<Call> calls, boolean cutOff, Optional<Usage> usage) {}

  static Conversation with(ModelEndpoint endpoint, String question, int mostTokens) {
    return endpoint.anthropic()
        ? new AnthropicConversation(endpoint, question, mostTokens)
        : new OpenAiConversation(endpoint, question, mostTokens);
  }

  /// The body of the next request.
  byte[] body();

  /// Reads an answer and remembers it; throws `BreakevenException` for what is none.
  Turn read(byte[] body);

  /// What a call gave, in the order of the calls of a turn.
  void result(Call call, String text, boolean failed);

  static Optional<Json.Fields> fields(Optional<Json> value) {
    return value.filter(Json.Fields.class::isInstance).map(Json.Fields.class::cast);
  }

  static List<Json.Fields> items(Optional<Json> value) {
    List<Json.Fields> items = new ArrayList<>();
    if (value.orElse(null) instanceof Json.Items(List<Json> all)) {
      all.forEach(each -> fields(Optional.of(each)).ifPresent(items::add));
    }
    return items;
  }

  static String text(Json.Fields fields, String key) {
    return fields.get(key).orElse(null) instanceof Json.Text(String text) ? text : "";
  }

  /// A count of tokens; empty where it is none.
  static Optional<Long> count(Json.Fields fields, String key) {
    return fields.get(key).orElse(null) instanceof Json.Digits(String digits)
            && digits.matches("\\d{1,15}")
        ? Optional.of(Long.parseLong(digits))
        : Optional.empty();
  }

  static Json.Items tools(Function<Tool, Json> each) {
    return new Json.Items(Tools.ALL.stream().map(each).toList());
  }

  static RuntimeException noAnswer(String why) {
    return Side.ANSWER.invalid("", "one with " + why);
  }
}
