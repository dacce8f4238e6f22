package dev.breakeven.wire.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import dev.breakeven.wire.sse.EventData;
import dev.breakeven.wire.sse.EventSplitter;

/// Bodies and streams of tests, written with `'` for `"`.
final class Bodies {
  static final long CREATED = 1_800_000_000;

  private Bodies() {}

  static byte[] bytes(String body) {
    return body.replace('\'', '"').getBytes(UTF_8);
  }

  static String string(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  static Json json(String body) {
    return Json.read(Side.REQUEST, bytes(body));
  }

  static Json json(byte[] body) {
    return Json.read(Side.REQUEST, body);
  }

  /// What a client of OpenAI sees of a stream of Anthropic.
  static String toOpenAi(boolean includeUsage, String stream) {
    StringBuilder out = new StringBuilder();
    run(
        new AnthropicStream(
            AnswerTap.of(Dialect.ANTHROPIC),
            CREATED,
            includeUsage,
            "req-1",
            bytes -> out.append(string(bytes))),
        stream);
    return out.toString();
  }

  /// What a client of Anthropic sees of a stream of OpenAI.
  static String toAnthropic(String stream) {
    StringBuilder out = new StringBuilder();
    run(
        new OpenAiStream(AnswerTap.of(Dialect.OPENAI), "req-1", bytes -> out.append(string(bytes))),
        stream);
    return out.toString();
  }

  /// Each line of `stream` is the data of one event, or a comment.
  private static void run(StreamTranslation translation, String stream) {
    StringBuilder events = new StringBuilder();
    for (String line : stream.replace('\'', '"').strip().split("\n")) {
      events.append(line.startsWith(":") ? line : "data: " + line.strip()).append("\n\n");
    }
    feed(translation, events.toString().getBytes(UTF_8));
  }

  /// Gives the chunks of a whole stream to `translation`, as the gateway does.
  static void feed(StreamTranslation translation, byte[]... chunks) {
    EventSplitter splitter = new EventSplitter(1 << 20);
    EventSplitter.Sink sink =
        (bytes, from, to) -> {
          EventData data = EventData.of(bytes, from, to);
          if (!data.isEmpty()) {
            translation.event(data);
          } else if (bytes[from] == ':') {
            translation.keepAlive();
          }
        };
    for (byte[] chunk : chunks) {
      splitter.feed(chunk, sink);
    }
    splitter.finish(sink);
    translation.end();
  }

  /// The data of the events of a stream, one a line; comments as they are.
  static String data(String stream) {
    StringBuilder lines = new StringBuilder();
    for (String line : stream.split("\n")) {
      if (line.startsWith("data: ")) {
        lines.append(line.substring("data: ".length()).replace('"', '\'')).append('\n');
      } else if (line.startsWith(":")) {
        lines.append(line).append('\n');
      }
    }
    return lines.toString();
  }
}
