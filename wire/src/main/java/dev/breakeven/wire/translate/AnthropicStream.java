package dev.breakeven.wire.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.function.Consumer;

/// A stream of Anthropic as chunks of an OpenAI chat completion.
///
/// Thinking goes out as `reasoning_content`, its signature and redacted thinking as
/// `thinking_blocks`; the calls of tools are counted from 0; usage is a chunk of its own at the end
/// for who asked for it; pings become comments.
public final class AnthropicStream extends StreamTranslation {
  private static final byte[] DONE = "[DONE]".getBytes(UTF_8);

  private final long created;
  private final boolean includeUsage;
  private int calls = -1;
  private boolean finished;
  private boolean done;

  /// `tap` sees every event first; `created` is in seconds since 1970.
  public AnthropicStream(
      AnswerTap tap, long created, boolean includeUsage, String requestId, Consumer<byte[]> out) {
    super(tap, Dialect.OPENAI, requestId, out);
    this.created = created;
    this.includeUsage = includeUsage;
  }

  @Override
  void translate(byte[] buffer, int offset, int length) {
    Json.Fields fields = read(buffer, offset, length);
    FieldReader event = FieldReader.of(Side.ANSWER, fields);
    switch (event.requiredText("type")) {
      case "message_start" ->
          delta(Json.fields("role", "assistant").with("content", "").with("refusal", nothing()));
      case "content_block_start" -> start(event.requiredObject("content_block"));
      case "content_block_delta" -> piece(event.requiredObject("delta"));
      case "message_delta" -> stop(event.requiredObject("delta"));
      case "message_stop" -> last();
      case "ping" -> keepAlive();
      case "error" -> failAsUpstream(fields.bytes());
      default -> {}
    }
  }

  @Override
  boolean finish() {
    return done;
  }

  private void start(FieldReader block) {
    String kind = block.requiredText("type");
    switch (kind) {
      case "text" -> text(block.text("text").orElse(""));
      case "thinking" -> reasoning(block.text("thinking").orElse(""));
      case "redacted_thinking" -> delta(Json.fields().with("thinking_blocks", one(block.all())));
      case "tool_use" -> {
        calls++;
        Json.Fields function =
            Json.fields("name", block.requiredText("name")).with("arguments", "");
        call(
            Json.fields()
                .with("index", calls)
                .with("id", block.requiredText("id"))
                .with("type", "function")
                .with("function", function));
      }
      default -> throw block.refuse("type", "'" + kind + "' has no counterpart");
    }
  }

  private void piece(FieldReader delta) {
    String type = delta.requiredText("type");
    switch (type) {
      case "text_delta" -> text(delta.requiredText("text"));
      case "thinking_delta" -> reasoning(delta.requiredText("thinking"));
      case "signature_delta" ->
          delta(
              Json.fields()
                  .with(
                      "thinking_blocks",
                      one(
                          Json.fields("type", "thinking")
                              .with("thinking", "")
                              .with("signature", delta.requiredText("signature")))));
      case "input_json_delta" -> {
        String arguments = delta.requiredText("partial_json");
        if (!arguments.isEmpty()) {
          call(
              Json.fields()
                  .with("index", calls)
                  .with("function", Json.fields("arguments", arguments)));
        }
      }
      default -> throw delta.refuse("type", "'" + type + "' has no counterpart");
    }
  }

  private void text(String text) {
    if (!text.isEmpty()) {
      delta(Json.fields("content", text));
    }
  }

  private void reasoning(String text) {
    if (!text.isEmpty()) {
      delta(Json.fields("reasoning_content", text));
    }
  }

  private void call(Json.Fields call) {
    delta(Json.fields().with("tool_calls", one(call)));
  }

  private void stop(FieldReader delta) {
    if (finished || delta.take("stop_reason").isEmpty()) {
      return;
    }
    String reason = delta.requiredText("stop_reason");
    String finish =
        Finish.toOpenAi(reason)
            .orElseThrow(() -> delta.refuse("stop_reason", "'" + reason + "' has no counterpart"));
    finished = true;
    chunk(one(choice(Json.fields(), new Json.Text(finish))));
  }

  private void last() {
    if (!finished) {
      return;
    }
    if (includeUsage) {
      UsageFields.openAi(tap.facts().metered())
          .ifPresent(usage -> out.event("", head(Json.items()).with("usage", usage).bytes()));
    }
    out.event("", DONE);
    done = true;
    over();
  }

  private void delta(Json.Fields delta) {
    chunk(one(choice(delta, nothing())));
  }

  private static Json.Fields choice(Json.Fields delta, Json finish) {
    return Json.fields().with("index", 0).with("delta", delta).with("finish_reason", finish);
  }

  private void chunk(Json choices) {
    out.event("", head(choices).bytes());
  }

  private Json.Fields head(Json choices) {
    return Json.fields("id", tap.facts().id())
        .with("object", "chat.completion.chunk")
        .with("created", created)
        .with("model", tap.facts().model())
        .with("choices", choices);
  }

  private static Json one(Json item) {
    return Json.items(item);
  }

  private static Json nothing() {
    return new Json.Nothing();
  }
}
