package dev.breakeven.ask.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.ask.tool.Tools;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Chat completions of OpenAI, as engines and most hosts speak them.
final class OpenAiConversation implements Conversation {
  private static final String OWN_HOST = "api.openai.com";

  /// One object, bare, in a fence or in the mark of Qwen's and Hermes' templates.
  private static final Pattern WRITTEN_CALL =
      Pattern.compile(
          "\\s*(?:```\\w*|<tool_call>)?\\s*(\\{.*})\\s*(?:```|</tool_call>)?\\s*", Pattern.DOTALL);

  private final ModelEndpoint endpoint;
  private final int mostTokens;
  private final List<Json> messages = new ArrayList<>();

  OpenAiConversation(ModelEndpoint endpoint, String question, int mostTokens) {
    this.endpoint = endpoint;
    this.mostTokens = mostTokens;
    messages.add(Json.fields("role", "system").with("content", RULES));
    messages.add(Json.fields("role", "user").with("content", question));
  }

  @Override
  public byte[] body() {
    boolean own = OWN_HOST.equals(endpoint.address().getHost());
    return Json.fields("model", endpoint.model())
        .with("messages", new Json.Items(List.copyOf(messages)))
        .with(
            "tools",
            Conversation.tools(
                tool ->
                    Json.fields("type", "function")
                        .with(
                            "function",
                            Json.fields("name", tool.name())
                                .with("description", tool.description())
                                .with("parameters", tool.schema()))))
        .with(own ? "max_completion_tokens" : "max_tokens", mostTokens)
        .with("stream", false)
        .bytes();
  }

  @Override
  public Turn read(byte[] body) {
    Json.Fields answer = Json.read(Side.ANSWER, body);
    List<Json.Fields> choices = Conversation.items(answer.get("choices"));
    Json.Fields message =
        choices.stream()
            .findFirst()
            .flatMap(choice -> Conversation.fields(choice.get("message")))
            .map(this::withWrittenCall)
            .orElseThrow(() -> Conversation.noAnswer("no message"));
    messages.add(message);
    List<Call> calls = new ArrayList<>();
    for (Json.Fields call : Conversation.items(message.get("tool_calls"))) {
      Json.Fields function = Conversation.fields(call.get("function")).orElseGet(Json::fields);
      calls.add(
          new Call(
              Conversation.text(call, "id"), Conversation.text(function, "name"), read(function)));
    }
    boolean cutOff = Conversation.text(choices.getFirst(), "finish_reason").equals("length");
    return new Turn(Conversation.text(message, "content"), calls, cutOff, usage(answer));
  }

  /// The message with a call that is all of its text where the protocol has calls. Small models
  /// write so, and not every engine takes it out of the text for them.
  private Json.Fields withWrittenCall(Json.Fields message) {
    Matcher written = WRITTEN_CALL.matcher(Conversation.text(message, "content"));
    if (message.get("tool_calls").isPresent() || !written.matches()) {
      return message;
    }
    Json.Fields call;
    try {
      call = Json.read(Side.ANSWER, written.group(1).getBytes(UTF_8));
    } catch (BreakevenException e) {
      return message;
    }
    Optional<Json.Fields> arguments = Conversation.fields(call.get("arguments"));
    String tool = Conversation.text(call, "name");
    if (arguments.isEmpty() || Tools.ALL.stream().noneMatch(each -> each.name().equals(tool))) {
      return message;
    }
    Json.Fields function =
        Json.fields("name", tool).with("arguments", new String(arguments.get().bytes(), UTF_8));
    return Json.fields("role", "assistant")
        .with("content", "")
        .with(
            "tool_calls",
            Json.items(
                Json.fields("id", "call-" + messages.size())
                    .with("type", "function")
                    .with("function", function)));
  }

  private static Optional<Json.Fields> read(Json.Fields function) {
    Optional<Json> given = function.get("arguments");
    if (given.orElse(null) instanceof Json.Text(String text)) {
      try {
        return Optional.of(
            text.isBlank() ? Json.fields() : Json.read(Side.ANSWER, text.getBytes(UTF_8)));
      } catch (BreakevenException e) {
        return Optional.empty();
      }
    }
    return given.isEmpty() ? Optional.of(Json.fields()) : Conversation.fields(given);
  }

  private static Optional<Usage> usage(Json.Fields answer) {
    return Conversation.fields(answer.get("usage"))
        .flatMap(
            usage ->
                Conversation.count(usage, "prompt_tokens")
                    .flatMap(
                        in ->
                            Conversation.count(usage, "completion_tokens")
                                .map(out -> Usage.of(in, out))));
  }

  @Override
  public void result(Call call, String text, boolean failed) {
    messages.add(Json.fields("role", "tool").with("tool_call_id", call.id()).with("content", text));
  }
}
