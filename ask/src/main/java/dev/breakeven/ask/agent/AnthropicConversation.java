package dev.breakeven.ask.agent;

import dev.breakeven.core.pricing.Usage;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The messages API of Anthropic. Results of one turn are one message of the user.
final class AnthropicConversation implements Conversation {
  private final ModelEndpoint endpoint;
  private final int mostTokens;
  private final List<Json> messages = new ArrayList<>();
  private final List<Json> results = new ArrayList<>();

  AnthropicConversation(ModelEndpoint endpoint, String question, int mostTokens) {
    this.endpoint = endpoint;
    this.mostTokens = mostTokens;
    messages.add(Json.fields("role", "user").with("content", question));
  }

  @Override
  public byte[] body() {
    if (!results.isEmpty()) {
      messages.add(
          Json.fields("role", "user").with("content", new Json.Items(List.copyOf(results))));
      results.clear();
    }
    return Json.fields("model", endpoint.model())
        .with("max_tokens", mostTokens)
        .with("system", RULES)
        .with(
            "tools",
            Conversation.tools(
                tool ->
                    Json.fields("name", tool.name())
                        .with("description", tool.description())
                        .with("input_schema", tool.schema())))
        .with("messages", new Json.Items(List.copyOf(messages)))
        .bytes();
  }

  @Override
  public Turn read(byte[] body) {
    Json.Fields answer = Json.read(Side.ANSWER, body);
    if (!(answer.get("content").orElse(null) instanceof Json.Items content)) {
      throw Conversation.noAnswer("no content");
    }
    messages.add(Json.fields("role", "assistant").with("content", content));
    List<Json.Fields> blocks = Conversation.items(Optional.of(content));
    String text =
        blocks.stream()
            .filter(block -> Conversation.text(block, "type").equals("text"))
            .map(block -> Conversation.text(block, "text"))
            .collect(Collectors.joining("\n"));
    List<Call> calls =
        blocks.stream()
            .filter(block -> Conversation.text(block, "type").equals("tool_use"))
            .map(
                block ->
                    new Call(
                        Conversation.text(block, "id"),
                        Conversation.text(block, "name"),
                        Conversation.fields(block.get("input"))))
            .toList();
    boolean cutOff = Conversation.text(answer, "stop_reason").equals("max_tokens");
    return new Turn(text, calls, cutOff, usage(answer));
  }

  private static Optional<Usage> usage(Json.Fields answer) {
    return Conversation.fields(answer.get("usage"))
        .flatMap(
            usage ->
                Conversation.count(usage, "input_tokens")
                    .flatMap(
                        in ->
                            Conversation.count(usage, "output_tokens")
                                .map(
                                    out ->
                                        new Usage(
                                            in,
                                            orZero(usage, "cache_read_input_tokens"),
                                            orZero(usage, "cache_creation_input_tokens"),
                                            0,
                                            out,
                                            0))));
  }

  private static long orZero(Json.Fields usage, String key) {
    return Conversation.count(usage, key).orElse(0L);
  }

  @Override
  public void result(Call call, String text, boolean failed) {
    results.add(
        Json.fields("type", "tool_result")
            .with("tool_use_id", call.id())
            .with("content", text)
            .with("is_error", failed));
  }
}
