package dev.breakeven.wire.translate;

import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The system prompt and turns of an Anthropic request as messages of OpenAI.
///
/// A turn with results of tools becomes one message for each of them, then one of the user.
final class AnthropicMessages {
  private AnthropicMessages() {}

  static List<Json> of(FieldReader request, OpenAiTarget target) {
    List<Json> messages = new ArrayList<>();
    List<Json> system = AnthropicBlocks.texts(request, "system");
    if (!system.isEmpty()) {
      messages.add(message("system", system));
    }
    for (FieldReader turn : request.objects("messages")) {
      String role = turn.requiredText("role");
      switch (role) {
        case "user" -> user(turn, messages);
        case "assistant" -> messages.add(assistant(turn, target));
        default -> throw turn.refuse("role", "'" + role + "' has no counterpart");
      }
      turn.refuseRest();
    }
    return messages;
  }

  /// A single text is written as one, since not every upstream takes parts.
  private static Json.Fields message(String role, List<Json> parts) {
    boolean isText = parts.size() == 1 && partText(parts.getFirst()).isPresent();
    return Json.fields("role", role)
        .with("content", isText ? partText(parts.getFirst()).orElseThrow() : new Json.Items(parts));
  }

  private static Optional<Json> partText(Json part) {
    return part instanceof Json.Fields fields ? fields.get("text") : Optional.empty();
  }

  private static void user(FieldReader turn, List<Json> messages) {
    if (turn.take("content").orElse(new Json.Nothing()) instanceof Json.Text text) {
      messages.add(Json.fields("role", "user").with("content", text));
      return;
    }
    List<Json> parts = new ArrayList<>();
    for (FieldReader block : turn.objects("content")) {
      if (!block.requiredText("type").equals("tool_result")) {
        parts.add(AnthropicBlocks.part(block));
      } else if (parts.isEmpty()) {
        messages.add(result(block));
      } else {
        throw block.refuse("type", "a tool_result after other content");
      }
      block.drop("cache_control").refuseRest();
    }
    if (!parts.isEmpty()) {
      messages.add(message("user", parts));
    }
  }

  /// A result that is an error says so in its text, which is the only place there is.
  private static Json result(FieldReader block) {
    List<Json> parts = new ArrayList<>(AnthropicBlocks.texts(block, "content"));
    if (block.flag("is_error").orElse(false)) {
      parts.addFirst(Json.fields("type", "text").with("text", "Error:"));
    }
    Json.Fields message =
        parts.isEmpty() ? Json.fields("role", "tool").with("content", "") : message("tool", parts);
    return message.with("tool_call_id", block.requiredText("tool_use_id"));
  }

  private static Json assistant(FieldReader turn, OpenAiTarget target) {
    List<Json> parts = new ArrayList<>();
    List<Json> calls = new ArrayList<>();
    List<Json> thinking = new ArrayList<>();
    if (turn.take("content").orElse(new Json.Nothing()) instanceof Json.Text text) {
      return Json.fields("role", "assistant").with("content", text);
    }
    for (FieldReader block : turn.objects("content")) {
      switch (block.requiredText("type")) {
        case "text" -> parts.add(AnthropicBlocks.part(block));
        case "tool_use" -> calls.add(AnthropicBlocks.call(block));
        case "thinking", "redacted_thinking" -> thinking.add(block.all());
        default -> throw block.refuse("type", "has no counterpart");
      }
      block.drop("cache_control").refuseRest();
    }
    Json.Fields message =
        parts.isEmpty()
            ? Json.fields("role", "assistant").with("content", new Json.Nothing())
            : message("assistant", parts);
    if (!calls.isEmpty()) {
      message.with("tool_calls", new Json.Items(calls));
    }
    if (target.thinkingBlocks() && !thinking.isEmpty()) {
      message.with("thinking_blocks", new Json.Items(thinking));
    }
    return message;
  }
}
