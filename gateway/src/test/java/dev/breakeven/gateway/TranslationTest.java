package dev.breakeven.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A client of one dialect whose model is served in the other, over real sockets.
class TranslationTest {
  private static final Completion HELLO = Completion.of(List.of("Hel", "lo")).withPrompt(1000, 400);

  // 600 x 2000 + 400 x 1000 + 2 x 10000 nano-dollars
  private static final Usd HELLO_COST = new Usd(1_620_000);
  private static final Usage HELLO_USAGE = new Usage(600, 400, 0, 0, 2, 0);

  private static final String MESSAGES =
      """
      {"model":"mock","max_tokens":50,"stream":%s,"messages":[{"role":"user","content":"hi"}]}""";
  private static final String FIRST =
      "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
  private static final String OPENAI_TOOL =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"mock","choices":[{"index":0,\
      "message":{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function",\
      "function":{"name":"look","arguments":"{\\"at\\":\\"sky\\"}"}}]},\
      "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":5,\
      "total_tokens":14}}""";
  private static final String ANTHROPIC_TOOL =
      """
      {"id":"m","type":"message","role":"assistant","model":"mock","content":[{"type":"tool_use",\
      "id":"t1","name":"look","input":{"at":"sky"}}],"stop_reason":"tool_use",\
      "usage":{"input_tokens":9,"output_tokens":5}}""";

  private static UpstreamSettings claude(MockUpstream mock) {
    return TestGateway.upstream("claude", Dialect.ANTHROPIC, mock.uri());
  }

  private static UpstreamSettings gpt(MockUpstream mock) {
    return TestGateway.upstream("gpt", Dialect.OPENAI, mock.uri());
  }

  private static TestGateway over(UpstreamSettings... upstreams) {
    return TestGateway.start(GatewaySettings.of(List.of(upstreams)));
  }

  /// What the events of a stream say under a key, joined.
  private static String texts(String stream, String key) {
    return Pattern.compile("\"" + key + "\":\"([^\"]*)\"")
        .matcher(stream)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.joining());
  }

  private static void assertHelloIsMetered(Attempt row, String dialect) {
    assertThat(row.metered()).isEqualTo(Metered.reported(HELLO_USAGE));
    assertThat(((Cost.Priced) row.cost()).usd()).isEqualTo(HELLO_COST);
    assertThat(row.call().dialect()).isEqualTo(dialect);
    assertThat(row.ending().status()).isEqualTo(200);
  }

  @Test
  void aChatOfOpenAiIsAnsweredByAnthropic() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(mock))) {
      HttpResponse<String> answer =
          gateway.post(
              "/v1/chat/completions", TestGateway.chat(false), "openai-organization", "org");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"object\":\"chat.completion\"", "\"content\":\"Hello\"")
          .contains("\"model\":\"mock\"", "\"finish_reason\":\"stop\"")
          .contains("\"prompt_tokens\":1000,\"completion_tokens\":2,\"total_tokens\":1002");
      MockRequest seen = mock.requests().getFirst();
      assertThat(seen.path()).isEqualTo("/v1/messages");
      assertThat(seen.text()).contains("\"max_tokens\":100");
      assertThat(seen.header("x-api-key")).isEqualTo("upstream-secret");
      assertThat(seen.header("anthropic-version")).isNotEmpty();
      assertThat(seen.header("openai-organization")).isEmpty();
      assertHelloIsMetered(gateway.rows(1).getFirst(), "openai");
    }
  }

  @Test
  void aStreamOfOpenAiIsAnsweredByAnthropic() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(mock))) {
      HttpResponse<String> silent = gateway.post("/v1/chat/completions", TestGateway.chat(true));
      HttpResponse<String> asking =
          gateway.post(
              "/v1/chat/completions",
              TestGateway.chat(true)
                  .replace("{\"model", "{\"stream_options\":{\"include_usage\":true},\"model"));

      assertThat(silent.headers().firstValue("content-type")).contains("text/event-stream");
      assertThat(texts(silent.body(), "content")).isEqualTo("Hello");
      assertThat(silent.body())
          .contains("chat.completion.chunk", "\"finish_reason\":\"stop\"", ": ping\n\n")
          .doesNotContain("usage", "message_", "event:")
          .endsWith("data: [DONE]\n\n");
      assertThat(asking.body()).contains("\"prompt_tokens\":1000").endsWith("data: [DONE]\n\n");
      assertThat(gateway.rows(2)).allSatisfy(row -> assertHelloIsMetered(row, "openai"));
    }
  }

  @Test
  void aMessageOfAnthropicIsAnsweredByOpenAi() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(mock))) {
      HttpResponse<String> answer =
          gateway.post("/v1/messages", MESSAGES.formatted(false), "anthropic-version", "v");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"type\":\"message\"", "\"text\":\"Hello\"", "\"model\":\"mock\"")
          .contains("\"stop_reason\":\"end_turn\"", "\"input_tokens\":600")
          .contains("\"cache_read_input_tokens\":400", "\"output_tokens\":2");
      MockRequest seen = mock.requests().getFirst();
      assertThat(seen.path()).isEqualTo("/v1/chat/completions");
      assertThat(seen.text()).contains("\"max_tokens\":50");
      assertThat(seen.header("authorization")).isEqualTo("Bearer upstream-secret");
      assertThat(seen.header("anthropic-version")).isEmpty();
      assertHelloIsMetered(gateway.rows(1).getFirst(), "anthropic");
    }
  }

  @Test
  void aStreamOfAnthropicIsAnsweredByOpenAi() throws Exception {
    for (Completion hello : List.of(HELLO, HELLO.withoutDone())) {
      try (MockUpstream mock = MockUpstream.start(hello::write);
          TestGateway gateway = over(gpt(mock))) {
        HttpResponse<String> answer = gateway.post("/v1/messages", MESSAGES.formatted(true));

        assertThat(answer.body())
            .startsWith("event: message_start\n")
            .contains("\"stop_reason\":\"end_turn\"", "\"input_tokens\":600")
            .doesNotContain("chat.completion", "[DONE]")
            .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(answer.body().split("event: message_stop", -1)).hasSize(2);
        assertThat(texts(answer.body(), "text")).isEqualTo("Hello");
        assertThat(mock.requests().getFirst().usageAsked()).isTrue();
        assertHelloIsMetered(gateway.rows(1).getFirst(), "anthropic");
      }
    }
  }

  @Test
  void translatesTheSameWhereverAStreamIsCut() throws Exception {
    String stream =
        "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"日本\"}}]}\r\n"
            + "\r\n: a comment\n\n"
            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: [DONE]\n\n";
    byte[] bytes = stream.getBytes(UTF_8);
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.end());
        TestGateway gateway = over(gpt(mock))) {
      String whole = "";
      for (int cut = 1; cut < bytes.length; cut++) {
        byte[] head = java.util.Arrays.copyOf(bytes, cut);
        byte[] rest = java.util.Arrays.copyOfRange(bytes, cut, bytes.length);
        mock.script((_, response) -> response.stream().chunk(head).chunk(rest).end());
        String answer = gateway.post("/v1/messages", MESSAGES.formatted(true)).body();
        whole = whole.isEmpty() ? answer : whole;
        assertThat(answer).as("cut at %d", cut).isEqualTo(whole);
      }
      assertThat(texts(whole, "text")).isEqualTo("日本");
      assertThat(whole).contains(": ping\n\n").endsWith("message_stop\"}\n\n");
    }
  }

  @Test
  void callsOfToolsAreTranslatedBothWays() throws Exception {
    try (MockUpstream gpt = MockUpstream.start((_, response) -> response.json(200, OPENAI_TOOL));
        MockUpstream claude =
            MockUpstream.start((_, response) -> response.json(200, ANTHROPIC_TOOL));
        TestGateway overGpt = over(gpt(gpt));
        TestGateway overClaude = over(claude(claude))) {
      String message =
          overGpt
              .post(
                  "/v1/messages",
                  MESSAGES
                      .formatted(false)
                      .replace(
                          "{\"model",
                          "{\"tools\":[{\"name\":\"look\",\"input_schema\":{}}],\"model"))
              .body();
      String chat =
          overClaude
              .post(
                  "/v1/chat/completions",
                  TestGateway.chat(false)
                      .replace(
                          "{\"model",
                          "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}],"
                              + "\"model"))
              .body();

      assertThat(message)
          .contains("\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"look\"")
          .contains("\"input\":{\"at\":\"sky\"}", "\"stop_reason\":\"tool_use\"");
      assertThat(gpt.requests().getFirst().text())
          .contains("{\"type\":\"function\",\"function\":{\"name\":\"look\"");
      assertThat(chat)
          .contains("\"id\":\"t1\"", "\"name\":\"look\"", "\"finish_reason\":\"tool_calls\"")
          .contains("\"arguments\":\"{\\\"at\\\":\\\"sky\\\"}\"");
      assertThat(claude.requests().getFirst().text()).contains("\"input_schema\"");
      assertThat(overGpt.rows(1).getFirst().metered()).isEqualTo(Metered.reported(Usage.of(9, 5)));
      assertThat(overClaude.rows(1).getFirst().metered())
          .isEqualTo(Metered.reported(Usage.of(9, 5)));
    }
  }

  @Test
  void refusalsOfTheUpstreamComeInTheShapeOfTheClient() throws Exception {
    String anthropic =
        "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"no mock\"}}";
    String openAi = "{\"error\":{\"message\":\"bad words\",\"type\":\"x\",\"code\":\"filter\"}}";
    try (MockUpstream claude = MockUpstream.start((_, response) -> response.json(404, anthropic));
        MockUpstream gpt = MockUpstream.start((_, response) -> response.json(400, openAi));
        TestGateway overClaude = over(claude(claude));
        TestGateway overGpt = over(gpt(gpt))) {
      HttpResponse<String> chat = overClaude.post("/v1/chat/completions", TestGateway.chat(true));
      HttpResponse<String> message = overGpt.post("/v1/messages", MESSAGES.formatted(false));

      assertThat(chat.statusCode()).isEqualTo(404);
      assertThat(chat.body())
          .startsWith("{\"error\":{\"message\":\"no mock\",\"type\":\"not_found_error\"");
      assertThat(message.statusCode()).isEqualTo(400);
      assertThat(message.body())
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",")
          .contains("bad words");
    }
  }

  /// What a client of Anthropic hears of a stream whose `second` event comes after it got the
  /// first.
  private static String heard(String second, TestGateway gateway, MockUpstream mock)
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    mock.script(
        (_, response) -> {
          response.stream().chunk(FIRST);
          begun.await();
          response.chunk("data: " + second + "\n\n").end();
        });
    try (Socket socket = gateway.socket()) {
      TestGateway.send(socket, "/v1/messages", MESSAGES.formatted(true));
      int first = socket.getInputStream().read();
      begun.countDown();
      return (char) first + new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void anErrorInAStreamComesInTheShapeOfTheClient() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(mock))) {
      assertThat(heard("{\"error\":{\"message\":\"too hot\"}}", gateway, mock))
          .contains("text_delta", "event: error\ndata: {\"type\":\"error\"", "too hot")
          .doesNotContain("message_stop", "message_delta");
      assertThat(gateway.rows(1).getFirst().ending().status()).isEqualTo(502);
    }
  }

  @Test
  void aCutStreamNeverLooksWhole() throws Exception {
    Completion cut = Completion.of(Completion.SIXTY).cutAfter(9);
    try (MockUpstream mock = MockUpstream.start(cut::write);
        TestGateway overClaude = over(claude(mock));
        TestGateway overGpt = over(gpt(mock));
        Socket chat = overClaude.socket();
        Socket message = overGpt.socket()) {
      TestGateway.send(chat, "/v1/chat/completions", TestGateway.chat(true));
      TestGateway.send(message, "/v1/messages", MESSAGES.formatted(true));

      assertThat(new String(chat.getInputStream().readAllBytes(), UTF_8))
          .contains("w8 ", "data: {\"error\":")
          .doesNotContain("[DONE]", "\"finish_reason\":\"", "\r\n0\r\n");
      assertThat(new String(message.getInputStream().readAllBytes(), UTF_8))
          .contains("w8 ", "event: error\n")
          .doesNotContain("message_stop", "message_delta", "\r\n0\r\n");
      assertThat(overClaude.rows(1).getFirst().metered().state()).isEqualTo(Metered.State.PARTIAL);
      assertThat(overGpt.rows(1).getFirst().ending().status()).isEqualTo(502);
    }
  }

  @Test
  void whatCannotBeToldIsRefusedByNameBeforeAnythingIsSpent() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway overClaude = over(claude(mock));
        TestGateway overGpt = over(gpt(mock))) {
      HttpResponse<String> chat =
          overClaude.post(
              "/v1/chat/completions",
              TestGateway.chat(false).replace("{\"model", "{\"seed\":7,\"model"));
      HttpResponse<String> message =
          overGpt.post(
              "/v1/messages", MESSAGES.formatted(true).replace("{\"model", "{\"top_k\":5,\"model"));

      assertThat(chat.statusCode()).isEqualTo(400);
      assertThat(chat.body()).contains("\"message\":\"seed: ", "\"param\":\"seed\"");
      assertThat(message.statusCode()).isEqualTo(400);
      assertThat(message.body()).startsWith("{\"type\":\"error\"").contains("top_k: ");
      assertThat(mock.requests()).isEmpty();
      assertThat(overClaude.ledger().openings()).isEmpty();
      assertThat(overGpt.ledger().openings()).isEmpty();
    }
  }

  @Test
  void anAnswerWithoutWordsInTheClientsDialectIsAnErrorThatIsPaidOnce() throws Exception {
    String search = ANTHROPIC_TOOL.replace("\"tool_use\",\"id\"", "\"server_tool_use\",\"id\"");
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(200, search));
        TestGateway gateway = over(claude(mock))) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", TestGateway.chat(false));

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("content[0].type", "'server_tool_use'");
      assertThat(mock.requests()).hasSize(1);
      // 9 x 2000 + 5 x 10000 nano-dollars
      assertThat(((Cost.Priced) gateway.rows(1).getFirst().cost()).usd())
          .isEqualTo(new Usd(68_000));
    }
  }

  @Test
  void aStreamWithoutWordsInTheClientsDialectBreaksOff() throws Exception {
    String second = "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}";
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(mock))) {
      assertThat(heard(second, gateway, mock))
          .contains("event: error\n", "more than one choice")
          .doesNotContain("message_stop");
      assertThat(mock.requests()).hasSize(1);
    }
  }

  @Test
  void theOrderOfTheSettingsDecidesAndFallbackCrossesDialects() throws Exception {
    try (MockUpstream claude = MockUpstream.start((_, response) -> response.json(500, "{}"));
        MockUpstream gpt = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(claude), gpt(gpt))) {
      HttpResponse<String> answer = gateway.post("/v1/messages", MESSAGES.formatted(true));

      assertThat(texts(answer.body(), "text")).isEqualTo("Hello");
      assertThat(claude.requests()).isNotEmpty();
      claude.script(HELLO::write);
      gpt.script((_, response) -> response.json(500, "{}"));
      HttpResponse<String> chat = gateway.post("/v1/chat/completions", TestGateway.chat(false));
      assertThat(chat.body()).contains("\"content\":\"Hello\"");
      assertThat(gpt.requests()).hasSize(1);
    }
  }

  @Test
  void anUpstreamThatCannotBeToldIsNoFallback() throws Exception {
    String body = TestGateway.chat(false).replace("{\"model", "{\"seed\":7,\"model");
    try (MockUpstream gpt =
            MockUpstream.start(
                (_, response) -> response.json(503, "{\"error\":{\"message\":\"busy\"}}"));
        MockUpstream claude = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(gpt(gpt), claude(claude))) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", body);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("busy");
      assertThat(claude.requests()).isEmpty();
    }
  }

  @Test
  void anthropicGetsTheBoundThatItRequires() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = over(claude(mock))) {
      gateway.post(
          "/v1/chat/completions", TestGateway.chat(false).replace("\"max_tokens\":100,", ""));

      assertThat(mock.requests().getFirst().text())
          .contains("\"max_tokens\":" + GatewaySettings.Bodies.DEFAULT.defaultOutput());
    }
  }
}
