package dev.breakeven.wire.translate;

import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.ArrayList;
import java.util.List;

/// A message of Anthropic as a chat completion of OpenAI.
public final class AnthropicAnswer {
  private AnthropicAnswer() {}

  /// `created` is in seconds since 1970, which Anthropic does not say.
  ///
  /// Throws `BreakevenException` for a body that cannot be told, such as a block of another kind.
  public static byte[] toOpenAi(byte[] body, long created) {
    AnswerTap tap = AnswerTap.of(Dialect.ANTHROPIC);
    tap.body(body, 0, body.length);
    FieldReader message = FieldReader.of(Side.ANSWER, Json.read(Side.ANSWER, body));
    String stop = message.requiredText("stop_reason");
    Json.Fields choice =
        Json.fields()
            .with("index", 0)
            .with("message", content(message))
            .with("logprobs", new Json.Nothing())
            .with(
                "finish_reason",
                Finish.toOpenAi(stop)
                    .orElseThrow(
                        () -> message.refuse("stop_reason", "'" + stop + "' has no counterpart")));
    return Json.fields("id", message.requiredText("id"))
        .with("object", "chat.completion")
        .with("created", created)
        .with("model", message.requiredText("model"))
        .with("choices", Json.items(choice))
        .with("usage", UsageFields.openAi(tap.facts().metered()))
        .bytes();
  }

  private static Json content(FieldReader message) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<Json> thinking = new ArrayList<>();
    List<Json> calls = new ArrayList<>();
    boolean hasText = false;
    for (FieldReader block : message.objects("content")) {
      String type = block.requiredText("type");
      switch (type) {
        case "text" -> {
          text.append(block.requiredText("text"));
          hasText = true;
        }
        case "tool_use" -> calls.add(AnthropicBlocks.call(block));
        case "thinking" -> {
          reasoning.append(block.requiredText("thinking"));
          thinking.add(block.all());
        }
        case "redacted_thinking" -> thinking.add(block.all());
        default -> throw block.refuse("type", "'" + type + "' has no counterpart");
      }
    }
    Json.Fields out = Json.fields("role", "assistant");
    out.with("content", hasText ? new Json.Text(text.toString()) : new Json.Nothing());
    out.with("refusal", new Json.Nothing());
    if (!calls.isEmpty()) {
      out.with("tool_calls", new Json.Items(calls));
    }
    if (!thinking.isEmpty()) {
      out.with("reasoning_content", reasoning.toString());
      out.with("thinking_blocks", new Json.Items(thinking));
    }
    return out;
  }
}
