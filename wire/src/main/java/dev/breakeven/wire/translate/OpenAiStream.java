package dev.breakeven.wire.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// Chunks of an OpenAI chat completion as a stream of Anthropic.
///
/// Blocks are opened when they have something to say and closed before the next one; usage comes
/// with the reason to stop, at the end, also without `[DONE]`. At the start it is 0, since nobody
/// knows it yet.
public final class OpenAiStream extends StreamTranslation {
  private static final byte[] DONE = "[DONE]".getBytes(UTF_8);

  private enum Block {
    NONE,
    TEXT,
    THINKING,
    TOOL
  }

  private Block open = Block.NONE;
  private int index = -1;
  private boolean started;
  private int callIndex = -1;
  private String callId = "";
  private boolean tools;
  private boolean refused;
  private Optional<String> finishReason = Optional.empty();

  /// `tap` sees every event first.
  public OpenAiStream(AnswerTap tap, String requestId, Consumer<byte[]> out) {
    super(tap, Dialect.ANTHROPIC, requestId, out);
  }

  @Override
  void translate(byte[] buffer, int offset, int length) {
    if (Arrays.equals(buffer, offset, offset + length, DONE, 0, DONE.length)) {
      end();
      return;
    }
    Json.Fields fields = read(buffer, offset, length);
    if (fields.get("error").isPresent()) {
      failAsUpstream(fields.bytes());
      return;
    }
    FieldReader chunk = FieldReader.of(Side.ANSWER, fields);
    for (FieldReader choice : chunk.objects("choices")) {
      if (choice.index("index").orElse(0) > 0) {
        throw choice.refuse("index", "more than one choice");
      }
      start();
      choice.object("delta").ifPresent(this::delta);
      choice.text("finish_reason").ifPresent(reason -> finishReason = Optional.of(reason));
    }
  }

  /// Nothing ends before `[DONE]` or the last byte, since usage may come after the reason to stop.
  @Override
  boolean finish() {
    Optional<String> stop = finishReason.flatMap(reason -> Finish.toAnthropic(reason, tools));
    if (stop.isEmpty()) {
      return false;
    }
    close();
    Json.Fields delta =
        Json.fields("stop_reason", refused ? "refusal" : stop.get())
            .with("stop_sequence", new Json.Nothing());
    emit(
        Json.fields("type", "message_delta")
            .with("delta", delta)
            .with("usage", UsageFields.anthropic(tap.facts().metered())));
    emit(Json.fields("type", "message_stop"));
    return true;
  }

  private void start() {
    if (started) {
      return;
    }
    started = true;
    Json.Fields message =
        Json.fields("id", tap.facts().id())
            .with("type", "message")
            .with("role", "assistant")
            .with("model", tap.facts().model())
            .with("content", Json.items())
            .with("stop_reason", new Json.Nothing())
            .with("stop_sequence", new Json.Nothing())
            .with("usage", Json.fields().with("input_tokens", 0).with("output_tokens", 0));
    emit(Json.fields("type", "message_start").with("message", message));
  }

  private void delta(FieldReader delta) {
    delta
        .text("reasoning_content")
        .or(() -> delta.text("reasoning"))
        .ifPresent(text -> piece(Block.THINKING, "thinking_delta", "thinking", text));
    for (FieldReader block : delta.objects("thinking_blocks")) {
      thinking(block);
    }
    delta.text("content").ifPresent(text -> piece(Block.TEXT, "text_delta", "text", text));
    delta
        .text("refusal")
        .ifPresent(
            text -> {
              refused = true;
              piece(Block.TEXT, "text_delta", "text", text);
            });
    for (FieldReader call : delta.objects("tool_calls")) {
      call(call);
    }
  }

  /// A signature belongs to the thinking that is open, or to one without any text.
  private void thinking(FieldReader block) {
    if (block.requiredText("type").equals("redacted_thinking")) {
      open(Block.NONE, block.all());
      return;
    }
    block
        .text("signature")
        .filter(signature -> !signature.isEmpty())
        .ifPresent(signature -> piece(Block.THINKING, "signature_delta", "signature", signature));
  }

  private void call(FieldReader call) {
    int at = call.index("index").orElse(0);
    String id = call.text("id").orElse("");
    Optional<FieldReader> function = call.object("function");
    boolean isNew = at != callIndex || (!id.isEmpty() && !id.equals(callId));
    if (isNew) {
      if (at < callIndex) {
        throw call.refuse("index", "goes on with a call after the next one has begun");
      }
      callIndex = at;
      callId = id;
      tools = true;
      String name =
          function.orElseThrow(() -> call.invalid("function", "missing")).requiredText("name");
      open(
          Block.TOOL,
          Json.fields("type", "tool_use")
              .with("id", id.isEmpty() ? tap.facts().id() + "_" + at : id)
              .with("name", name)
              .with("input", Json.fields()));
    }
    function
        .flatMap(fields -> fields.text("arguments"))
        .ifPresent(text -> piece(Block.TOOL, "input_json_delta", "partial_json", text));
  }

  private void piece(Block block, String type, String key, String text) {
    if (text.isEmpty()) {
      return;
    }
    if (open != block) {
      switch (block) {
        case TEXT -> open(block, Json.fields("type", "text").with("text", ""));
        case THINKING ->
            open(block, Json.fields("type", "thinking").with("thinking", "").with("signature", ""));
        case TOOL, NONE ->
            throw Side.ANSWER.invalid("tool_calls", "arguments after the call has ended");
      }
    }
    emit(
        Json.fields("type", "content_block_delta")
            .with("index", index)
            .with("delta", Json.fields("type", type).with(key, text)));
  }

  private void open(Block block, Json.Fields content) {
    close();
    index++;
    open = block;
    emit(
        Json.fields("type", "content_block_start")
            .with("index", index)
            .with("content_block", content));
    if (block == Block.NONE) {
      stop();
    }
  }

  private void close() {
    if (open != Block.NONE) {
      stop();
      open = Block.NONE;
    }
  }

  private void stop() {
    emit(Json.fields("type", "content_block_stop").with("index", index));
  }

  private void emit(Json.Fields event) {
    String name = event.get("type").orElseThrow() instanceof Json.Text(String type) ? type : "";
    out.event(name, event.bytes());
  }
}
