package dev.breakeven.wire.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The messages of an OpenAI request as the system blocks and turns of an Anthropic one.
///
/// System and developer messages go to the front; results of tools that follow each other become
/// one turn of the user; empty texts are left out, since Anthropic refuses them.
record OpenAiMessages(List<Json> system, List<Json> turns) {
  static OpenAiMessages of(FieldReader request) {
    List<Json> system = new ArrayList<>();
    List<Json> turns = new ArrayList<>();
    List<Json> results = new ArrayList<>();
    for (FieldReader message : request.objects("messages")) {
      String role = message.requiredText("role");
      if (!role.equals("tool") && !results.isEmpty()) {
        turns.add(turn("user", results));
        results = new ArrayList<>();
      }
      switch (role) {
        case "system", "developer" -> system.addAll(OpenAiParts.of(message, "content"));
        case "user" -> turns.add(turn("user", OpenAiParts.of(message, "content")));
        case "assistant" -> turns.add(turn("assistant", assistant(message)));
        case "tool" -> results.add(result(message));
        default -> throw message.refuse("role", "'" + role + "' has no counterpart");
      }
      message.refuseRest();
    }
    if (!results.isEmpty()) {
      turns.add(turn("user", results));
    }
    return new OpenAiMessages(system, turns);
  }

  private static Json turn(String role, List<Json> content) {
    return Json.fields("role", role).with("content", new Json.Items(content));
  }

  /// Thinking comes first: without its signature it cannot be given back and is left out.
  private static List<Json> assistant(FieldReader message) {
    List<Json> blocks = new ArrayList<>();
    for (FieldReader block : message.objects("thinking_blocks")) {
      blocks.add(block.all());
    }
    message.drop("reasoning_content", "reasoning", "annotations");
    blocks.addAll(OpenAiParts.of(message, "content"));
    message
        .text("refusal")
        .ifPresent(text -> blocks.add(Json.fields("type", "text").with("text", text)));
    for (FieldReader call : message.objects("tool_calls")) {
      blocks.add(toolUse(call.drop("index")));
    }
    return blocks;
  }

  static Json toolUse(FieldReader call) {
    if (!call.text("type").orElse("function").equals("function")) {
      throw call.refuse("type", "only functions can be translated");
    }
    FieldReader function = call.requiredObject("function");
    Json.Fields block =
        Json.fields("type", "tool_use")
            .with("id", call.requiredText("id"))
            .with("name", function.requiredText("name"))
            .with("input", arguments(function));
    block.with("cache_control", call.take("cache_control"));
    function.refuseRest();
    call.refuseRest();
    return block;
  }

  private static Json.Fields arguments(FieldReader function) {
    Optional<String> text = function.text("arguments").filter(written -> !written.isBlank());
    if (text.isEmpty()) {
      return Json.fields();
    }
    try {
      return Json.read(Side.REQUEST, text.get().getBytes(UTF_8));
    } catch (BreakevenException e) {
      throw function.invalid("arguments", "no JSON object: " + e.what());
    }
  }

  private static Json result(FieldReader message) {
    Json.Fields result =
        Json.fields("type", "tool_result")
            .with("tool_use_id", message.requiredText("tool_call_id"));
    List<Json> content = OpenAiParts.of(message, "content");
    if (!content.isEmpty()) {
      result.with("content", new Json.Items(content));
    }
    return result.with("cache_control", message.take("cache_control"));
  }
}
