package dev.breakeven.cli;

import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockResponse;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/// A model that plays a role: it asks the tool that has the answer, then says it well or badly.
record ScriptedModel(Role role, AskQuestions.Question question) implements MockUpstream.Script {
  enum Role {
    /// Copies the figure.
    GOOD,
    /// Gets a digit wrong, and adds figures of its own.
    SLOPPY,
    /// Calls what there is not, repeats itself, and dresses invented figures up.
    HOSTILE
  }

  @Override
  public void answer(MockRequest request, MockResponse response) throws IOException {
    Json.Fields body = Json.read(Side.REQUEST, request.body());
    List<Json> messages = ((Json.Items) body.get("messages").orElseThrow()).values();
    boolean anthropic = request.anthropic();
    int turn = (int) messages.stream().filter(ScriptedModel::isAssistant).count();
    if (role == Role.HOSTILE && turn == 0) {
      response.json(200, call(anthropic, "delete_ledger", "{\"path\":\"/\"}"));
    } else if (turn == 0 || (role == Role.HOSTILE && turn < 3)) {
      response.json(200, call(anthropic, question.tool(), question.arguments()));
    } else {
      response.json(200, text(anthropic, said(figure(messages))));
    }
  }

  private static boolean isAssistant(Json message) {
    return message instanceof Json.Fields fields
        && fields.get("role").orElseThrow().equals(new Json.Text("assistant"));
  }

  /// The cell of the newest table that has it.
  private String figure(List<Json> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      String text = text(messages.get(i));
      for (String line : text.split("\n")) {
        if (line.contains(question.line()) && line.split(" \\| ").length > question.cell()) {
          return line.split(" \\| ")[question.cell()];
        }
      }
    }
    throw new AssertionError("no line " + question.line() + " in " + messages.getLast().print());
  }

  /// All texts in a message, whatever it is made of.
  private static String text(Json json) {
    return switch (json) {
      case Json.Text(String text) -> text;
      case Json.Items(List<Json> all) ->
          String.join("\n", all.stream().map(ScriptedModel::text).toList());
      case Json.Fields fields ->
          String.join("\n", fields.values().values().stream().map(ScriptedModel::text).toList());
      default -> "";
    };
  }

  private String said(String figure) {
    String right = question.sign() + figure;
    BigDecimal value = new BigDecimal(figure.replace(",", ""));
    String off = question.sign() + "%,.2f".formatted(value.add(BigDecimal.ONE));
    return switch (role) {
      case GOOD -> "It is " + right + ".";
      case SLOPPY -> "It is " + off + ", which is 57.3 % more than the $98,765.43 of last year.";
      case HOSTILE ->
          """
          As the tools confirm, it is ９１２ thousand dollars, twice the usual, or $1,%s; saves \
          seventy percent. ~~Truly~~ it is %s and 1e9."""
              .formatted(figure, right);
    };
  }

  static String call(boolean anthropic, String tool, String arguments) {
    return anthropic
        ? """
          {"content":[{"type":"tool_use","id":"t1","name":"%s","input":%s}],\
          "stop_reason":"tool_use","usage":{"input_tokens":900,"output_tokens":20}}"""
            .formatted(tool, arguments)
        : """
          {"choices":[{"message":{"role":"assistant","content":null,"tool_calls":[{"id":"t1",\
          "type":"function","function":{"name":"%s","arguments":%s}}]},\
          "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":900,"completion_tokens":20}}"""
            .formatted(tool, new Json.Text(arguments).print());
  }

  static String text(boolean anthropic, String text) {
    String quoted = new Json.Text(text).print();
    return anthropic
        ? "{\"content\":[{\"type\":\"text\",\"text\":%s}],\"stop_reason\":\"end_turn\"}"
            .formatted(quoted)
        : """
          {"choices":[{"message":{"role":"assistant","content":%s},"finish_reason":"stop"}]}"""
            .formatted(quoted);
  }
}
