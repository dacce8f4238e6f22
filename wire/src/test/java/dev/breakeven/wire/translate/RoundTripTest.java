package dev.breakeven.wire.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Property;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random requests that both dialects can say come back as they were.
class RoundTripTest {
  private static final OpenAiTarget LIKE_CLIENT = new OpenAiTarget("max_tokens", true, true);
  private static final String[] TEXTS = {"a", "你好", "😀\"\\\n", "{\"x\":1}", " "};

  @Test
  void openAiToAnthropicAndBackKeepsTheRequest() {
    Property.check(
        "a chat request survives both translations",
        2_000,
        random -> {
          Json.Fields request = request(random);
          byte[] anthropic = OpenAiRequest.toAnthropic(request.bytes());
          byte[] back = AnthropicRequest.toOpenAi(anthropic, LIKE_CLIENT);

          assertThat(Json.read(Side.REQUEST, back)).isEqualTo(request);
        });
  }

  private static Json.Fields request(SplittableRandom random) {
    Json.Fields request =
        Json.fields("model", "m" + random.nextInt(9)).with("max_tokens", random.nextInt(1, 9_999));
    request.with("messages", new Json.Items(messages(random)));
    if (random.nextBoolean()) {
      request.with("temperature", new Json.Digits("0." + random.nextInt(100)));
    }
    if (random.nextBoolean()) {
      request.with("stop", new Json.Items(List.of(text(random), text(random))));
    }
    if (random.nextBoolean()) {
      request.with("stream", true);
      request.with("stream_options", Json.fields().with("include_usage", true));
    }
    if (random.nextBoolean()) {
      request.with("user", "u" + random.nextInt(9));
    }
    if (random.nextBoolean()) {
      request.with("reasoning_effort", random.nextBoolean() ? "low" : "high");
    }
    if (random.nextBoolean()) {
      tools(random, request);
    }
    if (random.nextBoolean()) {
      request.with(
          "response_format",
          Json.fields("type", "json_schema")
              .with(
                  "json_schema",
                  Json.fields("name", "answer")
                      .with("schema", schema(random))
                      .with("strict", true)));
    }
    return request;
  }

  private static void tools(SplittableRandom random, Json.Fields request) {
    List<Json> tools = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      Json.Fields function = Json.fields("name", "f" + i).with("parameters", schema(random));
      if (random.nextBoolean()) {
        function.with("description", text(random));
      }
      tools.add(Json.fields("type", "function").with("function", function));
    }
    request.with("tools", new Json.Items(tools));
    Json named = Json.fields("type", "function").with("function", Json.fields("name", "f1"));
    request.with("tool_choice", random.nextBoolean() ? named : new Json.Text("required"));
    if (random.nextBoolean()) {
      request.with("parallel_tool_calls", false);
    }
  }

  private static Json.Fields schema(SplittableRandom random) {
    return Json.fields("type", "object")
        .with(
            "properties",
            Json.fields()
                .with("n", Json.fields("type", "number").with("maximum", number(random)))
                .with("type", Json.fields("type", "string")));
  }

  private static List<Json> messages(SplittableRandom random) {
    List<Json> messages = new ArrayList<>();
    if (random.nextBoolean()) {
      messages.add(Json.fields("role", "system").with("content", content(random, false)));
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      messages.add(Json.fields("role", "user").with("content", content(random, true)));
      assistant(random, messages);
    }
    return messages;
  }

  private static void assistant(SplittableRandom random, List<Json> messages) {
    Json.Fields assistant = Json.fields("role", "assistant");
    messages.add(assistant);
    List<Json> calls = new ArrayList<>();
    List<Json> results = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      String id = "call_" + random.nextInt(1_000);
      String arguments = Json.fields().with("a", number(random)).with("b", text(random)).print();
      calls.add(
          Json.fields("id", id)
              .with("type", "function")
              .with("function", Json.fields("name", "f1").with("arguments", arguments)));
      results.add(
          Json.fields("role", "tool").with("content", text(random)).with("tool_call_id", id));
    }
    boolean silent = !calls.isEmpty() && random.nextBoolean();
    assistant.with("content", silent ? new Json.Nothing() : content(random, false));
    if (!calls.isEmpty()) {
      assistant.with("tool_calls", new Json.Items(calls));
    }
    if (random.nextBoolean()) {
      assistant.with(
          "thinking_blocks",
          Json.items(
              Json.fields("type", "thinking").with("thinking", text(random)).with("signature", "S"),
              Json.fields("type", "redacted_thinking").with("data", "R")));
    }
    messages.addAll(results);
  }

  /// One text is a text in both; more are parts.
  private static Json content(SplittableRandom random, boolean images) {
    if (random.nextBoolean()) {
      return text(random);
    }
    List<Json> parts = new ArrayList<>();
    for (int i = random.nextInt(2, 4); i > 0; i--) {
      String url = random.nextBoolean() ? "https://a.example/i" : "data:image/png;base64,AAAA";
      parts.add(
          images && random.nextBoolean()
              ? Json.fields("type", "image_url").with("image_url", Json.fields("url", url))
              : Json.fields("type", "text").with("text", text(random)));
    }
    return new Json.Items(parts);
  }

  private static Json.Text text(SplittableRandom random) {
    return new Json.Text(TEXTS[random.nextInt(TEXTS.length)]);
  }

  private static Json.Digits number(SplittableRandom random) {
    String[] numbers = {"0", "-1.50", "1e400", "12345678901234567890", "0.1"};
    return new Json.Digits(numbers[random.nextInt(numbers.length)]);
  }
}
