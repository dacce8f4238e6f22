package dev.breakeven.wire.translate;

import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A chat completion of OpenAI as a message of Anthropic.
public final class OpenAiAnswer {
  private OpenAiAnswer() {}

  /// Throws `BreakevenException` for a body that cannot be told, such as one with many choices.
  public static byte[] toAnthropic(byte[] body) {
    AnswerTap tap = AnswerTap.of(Dialect.OPENAI);
    tap.body(body, 0, body.length);
    FieldReader completion = FieldReader.of(Side.ANSWER, Json.read(Side.ANSWER, body));
    List<FieldReader> choices = completion.objects("choices");
    if (choices.size() != 1) {
      throw completion.invalid("choices", choices.size() + " (expected: one)");
    }
    FieldReader choice = choices.getFirst();
    FieldReader message = choice.requiredObject("message");
    List<Json> calls = new ArrayList<>();
    for (FieldReader call : message.objects("tool_calls")) {
      calls.add(OpenAiMessages.toolUse(call.drop("index")));
    }
    Optional<String> refusal = message.text("refusal");
    List<Json> content = content(message, refusal);
    content.addAll(calls);
    return Json.fields("id", completion.requiredText("id"))
        .with("type", "message")
        .with("role", "assistant")
        .with("model", completion.requiredText("model"))
        .with("content", new Json.Items(content))
        .with("stop_reason", refusal.isPresent() ? "refusal" : stopReason(choice, !calls.isEmpty()))
        .with("stop_sequence", new Json.Nothing())
        .with("usage", UsageFields.anthropic(tap.facts().metered()))
        .bytes();
  }

  private static String stopReason(FieldReader choice, boolean tools) {
    String finish = choice.requiredText("finish_reason");
    return Finish.toAnthropic(finish, tools)
        .orElseThrow(() -> choice.refuse("finish_reason", "'" + finish + "' has no counterpart"));
  }

  /// Thinking with its signatures where the upstream has them, else its text without one.
  private static List<Json> content(FieldReader message, Optional<String> refusal) {
    List<Json> blocks = new ArrayList<>();
    for (FieldReader block : message.objects("thinking_blocks")) {
      blocks.add(block.all());
    }
    Optional<String> reasoning =
        message.text("reasoning_content").or(() -> message.text("reasoning"));
    if (blocks.isEmpty() && reasoning.filter(text -> !text.isEmpty()).isPresent()) {
      blocks.add(
          Json.fields("type", "thinking")
              .with("thinking", reasoning.orElseThrow())
              .with("signature", ""));
    }
    message
        .text("content")
        .or(() -> refusal)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> blocks.add(Json.fields("type", "text").with("text", text)));
    return blocks;
  }
}
